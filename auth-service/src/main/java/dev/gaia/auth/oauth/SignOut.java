package dev.gaia.auth.oauth;

import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.Sessions;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.web.authentication.OidcLogoutAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;

/** Ends what a browser has signed in to: by the button on our pages, or sent by an app with the ID token that it got. */
@Component
class SignOut implements LogoutHandler, LogoutSuccessHandler, AuthenticationSuccessHandler {

    private final BrowserSessions browsers;
    private final Sessions sessions;
    private final OidcLogoutAuthenticationSuccessHandler back = new OidcLogoutAuthenticationSuccessHandler();

    SignOut(BrowserSessions browsers, Sessions sessions) {
        this.browsers = browsers;
        this.sessions = sessions;
        back.setLogoutHandler(this);
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        browsers.close(request, response);
        if (authentication instanceof OidcLogoutAuthenticationToken byApp && byApp.getIdToken() != null) {
            sessions.end(UUID.fromString(byApp.getIdToken().getClaimAsString("sid")), Reason.LOGOUT);
        }
    }

    @Override
    public void onLogoutSuccess(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        SignInPage.redirect(response, "/login");
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException, ServletException {
        back.onAuthenticationSuccess(request, response, authentication);
    }
}
