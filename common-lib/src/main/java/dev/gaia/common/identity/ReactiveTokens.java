package dev.gaia.common.identity;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/** Access tokens in reactive services. */
public final class ReactiveTokens {

    private ReactiveTokens() {}

    /**
     * Holds tokens to {@link AccessTokenRules}. While the keys cannot be read, the answer is 503: the decoder alone takes that for
     * a fault of ours, but it is neither ours nor the token's.
     */
    public static ReactiveJwtDecoder checked(NimbusReactiveJwtDecoder decoder) {
        return checked(decoder, AccessTokenRules.validator());
    }

    /** The same with other rules. */
    public static ReactiveJwtDecoder checked(NimbusReactiveJwtDecoder decoder, OAuth2TokenValidator<Jwt> rules) {
        decoder.setJwtValidator(rules);
        return token -> decoder.decode(token)
                .onErrorMap(
                        IllegalStateException.class, away -> new JwtException("The token cannot be checked now", away));
    }
}
