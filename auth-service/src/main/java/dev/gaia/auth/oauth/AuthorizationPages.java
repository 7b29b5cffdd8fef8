package dev.gaia.auth.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Tells the client what was wrong with its request for a code; or the person, where the client's address is not to be trusted. */
@Component
class AuthorizationPages implements AuthenticationFailureHandler {

    private final Pages pages;

    AuthorizationPages(Pages pages) {
        this.pages = pages;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        OAuth2Error error = ((OAuth2AuthenticationException) failure).getError();
        OAuth2AuthorizationCodeRequestAuthenticationToken asked =
                failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException known
                        ? known.getAuthorizationCodeRequestAuthentication()
                        : null;
        if (asked == null
                || asked.getRedirectUri() == null
                || asked.getRedirectUri().isBlank()) {
            explain(error, request, response);
        } else {
            response.sendRedirect(address(asked.getRedirectUri(), error, asked.getState()));
        }
    }

    private void explain(OAuth2Error error, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        pages.show(
                "message",
                HttpStatus.BAD_REQUEST,
                Map.of(
                        "title",
                        "This app asked in a way that Gaia cannot answer",
                        "text",
                        "Nothing was allowed to it. Its makers want to know this: " + error),
                request,
                response);
    }

    private static String address(String redirectUri, OAuth2Error error, @Nullable String state) {
        UriComponentsBuilder address =
                UriComponentsBuilder.fromUriString(redirectUri).queryParam("error", error.getErrorCode());
        add(address, "error_description", error.getDescription());
        add(address, "state", state);
        return address.build(true).toUriString();
    }

    private static void add(UriComponentsBuilder address, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            address.queryParam(name, UriUtils.encode(value, StandardCharsets.UTF_8));
        }
    }
}
