package dev.gaia.common.identity;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * A verified access token as Spring Security holds it: the principal is the {@link Caller}, each scope the authority
 * {@code SCOPE_<name>}. Controllers take {@code @AuthenticationPrincipal Caller}.
 */
public final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Caller caller;
    private final transient Jwt token;

    private CallerAuthentication(Caller caller, Jwt token) {
        super(caller.scopes().stream()
                .map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope))
                .toList());
        this.caller = caller;
        this.token = token;
        setAuthenticated(true);
    }

    /** Reads {@code sub}, {@code sid} and {@code scope}; a token that lacks one of them is refused. */
    public static CallerAuthentication from(Jwt token) {
        UUID account = id(token.getSubject());
        UUID session = id(token.getClaimAsString("sid"));
        String scope = token.getClaimAsString("scope");
        if (account == null || session == null || scope == null) {
            throw new InvalidBearerTokenException("The token does not say whose it is");
        }
        Set<String> scopes =
                Arrays.stream(scope.split(" ")).filter(name -> !name.isEmpty()).collect(Collectors.toUnmodifiableSet());
        return new CallerAuthentication(new Caller(account, session, scopes), token);
    }

    private static @Nullable UUID id(@Nullable String value) {
        try {
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public Jwt getCredentials() {
        return token;
    }
}
