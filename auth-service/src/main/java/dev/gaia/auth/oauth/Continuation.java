package dev.gaia.auth.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody goes on after signing in. It stands in the address of the sign-in page, where anybody can write it; so only
 * two paths of ours are taken, and everything else is the page for codes.
 *
 * @param target path and query, to be sent as a relative address
 */
record Continuation(String target) {

    private static final Continuation DEFAULT = new Continuation("/activate");
    private static final int MAX_LENGTH = 2_500;
    private static final Pattern OURS = Pattern.compile("/(?:oauth2/authorize|activate)(?:\\?[!$-;=?-Z_a-z~]*)?");

    static Continuation of(@Nullable String text) {
        return text != null && text.length() <= MAX_LENGTH && OURS.matcher(text).matches()
                ? new Continuation(text)
                : DEFAULT;
    }

    static Continuation of(HttpServletRequest request) {
        String query = request.getQueryString();
        return of(query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query);
    }

    String signInAddress() {
        return "/login?continue=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
    }
}
