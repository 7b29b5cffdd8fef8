package dev.gaia.auth.oauth;

import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** The page on which people sign in, and where they go from it. */
@Component
class SignInPage implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

    private static final Set<String> FOR_PEOPLE = Set.of("/oauth2/authorize", "/oauth2/consent");

    private final Pages pages;
    private final BrowserSessions browsers;
    private final OAuthMetrics metrics;
    private final AuditLog audit;

    SignInPage(Pages pages, BrowserSessions browsers, OAuthMetrics metrics, AuditLog audit) {
        this.audit = audit;
        this.pages = pages;
        this.browsers = browsers;
        this.metrics = metrics;
    }

    /** No bean of Spring's own type for this: those of the API's world are found by it. */
    void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (path.equals("/userinfo")) {
            refuse("Bearer", "invalid_token", response);
        } else if (path.startsWith("/oauth2/") && !FOR_PEOPLE.contains(path)) {
            refuse("Basic realm=\"gaia\"", "invalid_client", response);
        } else {
            redirect(response, Continuation.of(request).signInAddress());
        }
    }

    /** As OAuth words it: a program came, which has no use for a page. */
    private static void refuse(String scheme, String error, HttpServletResponse response) throws IOException {
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, scheme);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getWriter().write("{\"error\":\"" + error + "\"}");
    }

    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(HttpStatus.OK, "", request, response);
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication somebody) {
        UUID account = UUID.fromString(somebody.getName());
        browsers.open(account, request, response);
        metrics.signedIn(true);
        audit.record(AuditKind.SIGNED_IN, account);
        redirect(response, Continuation.of(request.getParameter("continue")).target());
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        metrics.signedIn(false);
        if (failure instanceof SignInRefusedException refused) {
            showRefusal(refused, request, response);
        } else {
            show(HttpStatus.UNAUTHORIZED, "Wrong e-mail address or password.", request, response);
        }
    }

    private void showRefusal(SignInRefusedException refused, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refused.problem()
                .getHeaders()
                .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        String detail = refused.problem().getBody().getDetail();
        HttpStatus status = HttpStatus.valueOf(refused.problem().getStatusCode().value());
        show(status, detail == null ? "Try again in a moment." : detail, request, response);
    }

    private void show(HttpStatus status, String complaint, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String email = request.getParameter("email");
        pages.show(
                "login",
                status,
                Map.of(
                        "complaint",
                        complaint,
                        "email",
                        email == null ? "" : email,
                        "continue",
                        Continuation.of(request.getParameter("continue")).target()),
                request,
                response);
    }

    /** Relative, so that it is the gateway's whatever its name. */
    static void redirect(HttpServletResponse response, String address) {
        response.setStatus(HttpStatus.FOUND.value());
        response.setHeader(HttpHeaders.LOCATION, address);
    }
}
