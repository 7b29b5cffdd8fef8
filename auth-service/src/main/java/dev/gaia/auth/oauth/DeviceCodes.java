package dev.gaia.auth.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceVerificationAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** What comes of a code that somebody typed for their headset. Codes are short, so guessing them is bounded. */
@Component
class DeviceCodes implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

    private static final String TOO_MANY = "too_many_guesses";

    private final DeviceGuesses guesses;
    private final Pages pages;
    private final OAuthMetrics metrics;

    DeviceCodes(DeviceGuesses guesses, Pages pages, OAuthMetrics metrics) {
        this.guesses = guesses;
        this.pages = pages;
        this.metrics = metrics;
    }

    AuthenticationProvider guarding(AuthenticationProvider verification) {
        return new AuthenticationProvider() {
            @Override
            public @Nullable Authentication authenticate(Authentication typed) {
                return verify(verification, (OAuth2DeviceVerificationAuthenticationToken) typed);
            }

            @Override
            public boolean supports(Class<?> authentication) {
                return verification.supports(authentication);
            }
        };
    }

    private @Nullable Authentication verify(
            AuthenticationProvider verification, OAuth2DeviceVerificationAuthenticationToken typed) {
        UUID account = UUID.fromString(((Authentication) typed.getPrincipal()).getName());
        if (!guesses.begin(account)) {
            metrics.tooManyGuesses();
            throw new OAuth2AuthenticationException(TOO_MANY);
        }
        Authentication found = verification.authenticate(typed);
        guesses.forgive(account);
        return found;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication allowed) throws IOException {
        metrics.deviceAllowed();
        pages.show(
                "message",
                HttpStatus.OK,
                Map.of("title", "Your device is connected", "text", "Put the headset on again and go on there."),
                request,
                response);
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        switch (((OAuth2AuthenticationException) failure).getError().getErrorCode()) {
            case OAuth2ErrorCodes.ACCESS_DENIED -> {
                metrics.deviceDenied();
                pages.show(
                        "message",
                        HttpStatus.OK,
                        Map.of("title", "Refused", "text", "The device was told so; it has no access."),
                        request,
                        response);
            }
            case TOO_MANY -> {
                response.setHeader(
                        HttpHeaders.RETRY_AFTER, Long.toString(guesses.window().toSeconds()));
                show(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "That were too many wrong codes. Try again later.",
                        request,
                        response);
            }
            default -> {
                metrics.wrongCode();
                show(
                        HttpStatus.BAD_REQUEST,
                        "This code is not known or no longer good. Look at your device again.",
                        request,
                        response);
            }
        }
    }

    private void show(HttpStatus status, String complaint, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        pages.show("activate", status, Map.of("complaint", complaint), request, response);
    }
}
