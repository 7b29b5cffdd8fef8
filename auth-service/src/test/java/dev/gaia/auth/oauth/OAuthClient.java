package dev.gaia.auth.oauth;

import dev.gaia.auth.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A program that wants tokens, by the letter of the protocol. */
record OAuthClient(int port, String id, String secret) {

    static final String VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123456789";
    static final String WEB = "gaia-web";
    static final String HEADSET = "gaia-headset";
    static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    OAuthClient(int port, String id) {
        this(port, id, "");
    }

    String redirectUri() {
        return "http://127.0.0.1:" + port + "/app/signed-in";
    }

    static String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A good request for a code, but for what is changed; an empty value takes a parameter away. */
    String authorize(Map<String, String> changes) {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of(
                "response_type", "code",
                "client_id", id,
                "redirect_uri", redirectUri(),
                "scope", "openid email chat",
                "state", "some-state",
                "code_challenge", challenge(),
                "code_challenge_method", "S256"));
        parameters.putAll(changes);
        parameters.values().removeIf(String::isEmpty);
        return "/oauth2/authorize?" + Browser.encode(parameters);
    }

    /** A code for somebody who signs in in a new browser. */
    String code(String email, String password) {
        HttpResponse<String> sent = new Browser(port).signInFor(authorize(Map.of()), email, password);
        return Browser.code(sent);
    }

    Answer redeem(String code) {
        return redeem(code, Map.of());
    }

    Answer redeem(String code, Map<String, String> changes) {
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                redirectUri(),
                "code_verifier",
                VERIFIER));
        form.putAll(changes);
        form.values().removeIf(String::isEmpty);
        return post("/oauth2/token", form);
    }

    Answer refresh(String refreshToken) {
        return post("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    Answer poll(String deviceCode) {
        return post("/oauth2/token", Map.of("grant_type", DEVICE_GRANT, "device_code", deviceCode));
    }

    Answer post(String path, Map<String, String> parameters) {
        Map<String, String> form = new LinkedHashMap<>(parameters);
        HttpRequest.Builder request = HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (secret.isEmpty()) {
            form.putIfAbsent("client_id", id);
        } else {
            String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        HttpResponse<String> response =
                new Browser(port).send(request.POST(BodyPublishers.ofString(Browser.encode(form))));
        return new Answer(response.statusCode(), response);
    }

    static String newId() {
        return "t" + UUID.randomUUID();
    }
}
