package dev.gaia.auth.oauth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/** A browser in which somebody has signed in. */
record BrowserSession(UUID id, UUID account, Instant startedAt) {

    /** In a form that Spring Authorization Server can keep beside a code: the name is the account, the factor tells when. */
    Authentication authentication() {
        return UsernamePasswordAuthenticationToken.authenticated(
                account.toString(),
                null,
                List.of(FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                        .issuedAt(startedAt)
                        .build()));
    }
}
