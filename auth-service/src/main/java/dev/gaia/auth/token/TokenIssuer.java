package dev.gaia.auth.token;

import io.jsonwebtoken.Jwts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Signs access tokens. */
@Component
public class TokenIssuer {

    private static final Set<String> KEY_SCOPES = Set.of("chat", "assets");
    private static final Duration SERVICE_CALL = Duration.ofMinutes(1);

    /** Who somebody is, and the care of their account. */
    private static final Set<String> IDENTITY_SCOPES = Set.of("openid", "profile", "email", "account");

    private final SigningKeys keys;
    private final Entitlements entitlements;
    private final TokenProperties properties;
    private final InstantSource clock;
    private final TokenMetrics metrics;

    TokenIssuer(
            SigningKeys keys,
            Entitlements entitlements,
            TokenProperties properties,
            InstantSource clock,
            MeterRegistry registry) {
        this.keys = keys;
        this.entitlements = entitlements;
        this.properties = properties;
        this.clock = clock;
        this.metrics = new TokenMetrics(registry);
    }

    /**
     * A token with all that the account may.
     *
     * @param session the token's {@code sid}: with it the token ends before its time
     */
    public AccessToken issue(UUID account, UUID session, Grant grant) {
        return sign(account, session, grant, entitlements.scopesOf(account), Map.of(), properties.life());
    }

    /** A token with those of the scopes that the account may have itself. */
    public AccessToken issue(UUID account, UUID session, Grant grant, Set<String> scopes) {
        Set<String> narrowed = new HashSet<>(scopes);
        narrowed.retainAll(entitlements.scopesOf(account));
        return sign(account, session, grant, narrowed, Map.of(), properties.life());
    }

    /** A token for an API key, with no more than the key and its account may have, and never an admin's scope. */
    public AccessToken issueForKey(UUID account, UUID key, KeyLimits limits) {
        Set<String> scopes = new HashSet<>(keyScopesOf(account));
        scopes.retainAll(limits.scopes());
        Map<String, Integer> claims =
                limits.requestsPerMinute() == null ? Map.of() : Map.of("rpm", limits.requestsPerMinute());
        Duration life = limits.life().compareTo(properties.life()) < 0 ? limits.life() : properties.life();
        return sign(account, key, Grant.API_KEY, scopes, claims, life);
    }

    /** The scopes that the account's keys may have. */
    public Set<String> keyScopesOf(UUID account) {
        Set<String> scopes = new HashSet<>(KEY_SCOPES);
        scopes.retainAll(entitlements.scopesOf(account));
        return scopes;
    }

    /**
     * A token for an OAuth client that acts for somebody: as {@link #issue(UUID, UUID, Grant, Set)}, and the scopes by which
     * clients learn who that is stay.
     *
     * @param claims what the token says beside what all say
     */
    public AccessToken issueToClient(
            UUID account, UUID session, Grant grant, Set<String> scopes, Map<String, ?> claims) {
        Set<String> allowed = new HashSet<>(entitlements.scopesOf(account));
        allowed.addAll(IDENTITY_SCOPES);
        allowed.retainAll(scopes);
        return sign(account, session, grant, allowed, claims, properties.life());
    }

    /** A token for an OAuth client that acts for itself, and so has no account whose roles bound it. */
    public AccessToken issueToMachine(UUID client, UUID session, Set<String> scopes, Map<String, ?> claims) {
        return sign(client, session, Grant.CLIENT_CREDENTIALS, scopes, claims, properties.life());
    }

    private AccessToken sign(
            UUID account, UUID session, Grant grant, Set<String> scopes, Map<String, ?> claims, Duration life) {
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
                .claims(claims)
                .subject(account.toString())
                .claim("sid", session.toString())
                .claim(
                        "scope",
                        scopes.stream().sorted(Comparator.reverseOrder()).collect(Collectors.joining(" ")))
                .claim("plan", entitlements.planOf(account))
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(life)))
                .signWith(key.privateKey(), Jwts.SIG.RS256)
                .compact();
        metrics.issued(grant);
        return new AccessToken(token, life);
    }

    /** A token with which this service calls another: for that one alone, for one purpose, and no longer than a call takes. */
    public String issueForService(String audience, String scope) {
        SigningKey key = keys.current();
        Instant now = clock.instant();
        return Jwts.builder()
                .header()
                .keyId(key.id())
                .type("JWT")
                .and()
                .id(UUID.randomUUID().toString())
                .issuer(properties.issuer())
                .audience()
                .add(audience)
                .and()
                .subject("auth-service")
                .claim("scope", scope)
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(SERVICE_CALL)))
                .signWith(key.privateKey(), Jwts.SIG.RS256)
                .compact();
    }

    /** After this time, nothing that was issued before is good any more. */
    public Duration life() {
        return properties.life();
    }
}
