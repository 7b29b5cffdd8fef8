package dev.gaia.auth.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** What a person does with the pages: keeps cookies, fills forms in, follows what is on this server. */
final class Browser {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

    final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String base;

    Browser(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    HttpResponse<String> get(String address) {
        return send(HttpRequest.newBuilder(at(address)));
    }

    HttpResponse<String> post(String address, Map<String, String> form) {
        return send(HttpRequest.newBuilder(at(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form))));
    }

    private URI at(String address) {
        return URI.create(address.startsWith("/") ? base + address : address);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The hidden inputs of the page's first form. */
    static Map<String, String> hidden(String page) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher inputs = HIDDEN.matcher(page.substring(page.indexOf("<form"), page.indexOf("</form>")));
        while (inputs.find()) {
            values.put(inputs.group(1), unescaped(inputs.group(2)));
        }
        return values;
    }

    private static String unescaped(String text) {
        return text.replace("&#x3D;", "=").replace("&quot;", "\"").replace("&amp;", "&");
    }

    static String location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .orElseGet(() -> Assertions.fail(response.statusCode() + " without Location: " + response.body()));
    }

    /** The code with which a browser is sent back to the app. */
    static String code(HttpResponse<String> response) {
        String code = query(location(response)).get("code");
        return code == null ? Assertions.fail("No code in " + location(response)) : code;
    }

    static Map<String, String> query(String address) {
        String query = URI.create(address).getRawQuery();
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    /** Asks for a page that needs a sign-in, signs in on the page that comes, and is where it wanted to be. */
    HttpResponse<String> signInFor(String address, String email, String password) {
        HttpResponse<String> asked = get(address);
        return get(location(fillIn(location(asked), email, password)));
    }

    HttpResponse<String> fillIn(String signInAddress, String email, String password) {
        Map<String, String> form = hidden(get(signInAddress).body());
        form.put("email", email);
        form.put("password", password);
        return post("/login", form);
    }
}
