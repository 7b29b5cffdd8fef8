package dev.gaia.auth.oauth;

import dev.gaia.auth.account.Account;
import dev.gaia.auth.account.Accounts;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.ErrorResponseException;

/** Checks what somebody typed into the sign-in page. */
final class PasswordSignIn implements AuthenticationProvider {

    private static final int MAX_LENGTH = 256;

    private final Accounts accounts;

    PasswordSignIn(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Authentication authenticate(Authentication typed) {
        String email = typed.getName();
        String password = String.valueOf(typed.getCredentials());
        if (password.length() > MAX_LENGTH || email.length() > MAX_LENGTH) {
            throw new BadCredentialsException("Too long to be anybody's");
        }
        try {
            Account account = accounts.authenticate(email, password)
                    .orElseThrow(() -> new BadCredentialsException("Wrong e-mail address or password"));
            return UsernamePasswordAuthenticationToken.authenticated(
                    account.id().toString(), null, AuthorityUtils.NO_AUTHORITIES);
        } catch (ErrorResponseException refused) {
            throw new SignInRefusedException(refused);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
