package dev.gaia.common.identity;

import java.time.Duration;
import java.util.List;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/** What every service that takes access tokens demands of them, beside a signature by one of the published keys. */
public final class AccessTokenRules {

    private static final String ISSUER = "gaia";
    private static final String AUDIENCE = "gaia";

    /** How far the clocks of two instances may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private AccessTokenRules() {}

    /** Issued by auth-service, for Gaia, with an end that has not come. */
    public static OAuth2TokenValidator<Jwt> validator() {
        return validator(AUDIENCE);
    }

    /** The same for another audience, such as a service whose peers call it: what is for users is not for it. */
    public static OAuth2TokenValidator<Jwt> validator(String wanted) {
        JwtTimestampValidator life = new JwtTimestampValidator(CLOCK_SKEW);
        life.setAllowEmptyExpiryClaim(false);
        return new DelegatingOAuth2TokenValidator<>(List.of(
                life,
                new JwtIssuerValidator(ISSUER),
                new JwtClaimValidator<List<String>>("aud", audience -> audience != null && audience.contains(wanted))));
    }
}
