package dev.gaia.auth.token;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** This service verifies tokens as the others do, but with the keys at hand. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    /** How far the clocks of two instances may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    @Bean
    KeyEncryption keyEncryption(SigningKeyProperties properties) {
        return KeyEncryption.withKeys(properties.encryptionKey(), properties.previousEncryptionKey());
    }

    @Bean
    JwtDecoder accessTokenDecoder(SigningKeys keys, TokenProperties properties, InstantSource clock) {
        JwtTimestampValidator time = new JwtTimestampValidator(CLOCK_SKEW);
        time.setClock(clock.withZone(ZoneOffset.UTC));
        time.setAllowEmptyExpiryClaim(false);
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                time,
                new JwtIssuerValidator(properties.issuer()),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains(properties.audience()))));
        return decoder;
    }
}
