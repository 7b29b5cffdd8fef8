package dev.gaia.auth.oauth;

import dev.gaia.auth.account.Account;
import dev.gaia.auth.account.Accounts;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.stereotype.Component;

/** What a client is told of who signed in. */
@Component
class IdTokens {

    private final Accounts accounts;
    private final JwtGenerator generator;

    IdTokens(JwtEncoder encoder, Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.generator = new JwtGenerator(encoder);
        generator.setClock(clock instanceof Clock known ? known : clock.withZone(ZoneOffset.UTC));
        generator.setJwtCustomizer(this::add);
    }

    @Nullable
    Jwt generate(OAuth2TokenContext context) {
        return generator.generate(context);
    }

    private void add(JwtEncodingContext context) {
        Authentication principal = Objects.requireNonNull(context.getPrincipal());
        context.getJwsHeader().type("JWT");
        context.getClaims()
                .claim("sid", Objects.requireNonNull(context.getAuthorization()).getId())
                .claims(claims -> claims.putAll(claimsOf(principal.getName(), context.getAuthorizedScopes())));
        principal.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(FactorGrantedAuthority.class::cast)
                .findFirst()
                .ifPresent(factor ->
                        context.getClaims().claim(IdTokenClaimNames.AUTH_TIME, Date.from(factor.getIssuedAt())));
    }

    OidcUserInfo userInfo(OidcUserInfoAuthenticationContext context) {
        return new OidcUserInfo(claimsOf(
                context.getAuthorization().getPrincipalName(),
                context.getAccessToken().getScopes()));
    }

    private Map<String, Object> claimsOf(String subject, Set<String> scopes) {
        Map<String, Object> claims = new HashMap<>(Map.of("sub", subject));
        if (scopes.contains(OidcScopes.EMAIL)) {
            accounts.find(UUID.fromString(subject)).ifPresent(account -> addEmail(account, claims));
        }
        return claims;
    }

    private static void addEmail(Account account, Map<String, Object> claims) {
        claims.put("email", account.email());
        claims.put("email_verified", account.emailConfirmedAt() != null);
    }
}
