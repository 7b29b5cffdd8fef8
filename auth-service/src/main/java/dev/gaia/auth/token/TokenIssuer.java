package dev.gaia.auth.token;

import io.jsonwebtoken.Jwts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Signs access tokens. */
@Component
public class TokenIssuer {

    private final SigningKeys keys;
    private final TokenProperties properties;
    private final InstantSource clock;
    private final TokenMetrics metrics;

    TokenIssuer(SigningKeys keys, TokenProperties properties, InstantSource clock, MeterRegistry registry) {
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
        this.metrics = new TokenMetrics(registry);
    }

    /** @param session the token's {@code sid}: with it the token ends before its time */
    public AccessToken issue(UUID account, UUID session, Grant grant) {
        SigningKey key = keys.current();
        Instant now = clock.instant();
        String token = Jwts.builder()
                .header()
                .keyId(key.id())
                .type("JWT")
                .and()
                .id(UUID.randomUUID().toString())
                .issuer(properties.issuer())
                .audience()
                .add(properties.audience())
                .and()
                .subject(account.toString())
                .claim("sid", session.toString())
                .claim("scope", properties.scope())
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(properties.life())))
                .signWith(key.privateKey(), Jwts.SIG.RS256)
                .compact();
        metrics.issued(grant);
        return new AccessToken(token, properties.life());
    }

    /** After this time, nothing that was issued before is good any more. */
    public Duration life() {
        return properties.life();
    }
}
