package dev.gaia.testing.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Stands where auth-service stands: publishes a key set over HTTP and signs access tokens with it. */
public final class TestTokens implements AutoCloseable {

    public static final String ISSUER = "gaia";
    public static final String AUDIENCE = "gaia";

    private final RSAKey key;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<UUID> ended = new CopyOnWriteArrayList<>();

    public TestTokens() {
        try {
            key = newKey();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException unavailable) {
            throw new UncheckedIOException(unavailable);
        }
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server.createContext("/.well-known/jwks.json", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.createContext("/internal/revocations", this::tellRevocations);
        server.setExecutor(threads);
        server.start();
    }

    private void tellRevocations(HttpExchange exchange) throws IOException {
        int after = parameter(exchange, "after");
        long until = System.nanoTime()
                + Duration.ofMillis(parameter(exchange, "wait_ms")).toNanos();
        while (ended.size() <= after && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        List<UUID> all = List.copyOf(ended);
        Instant now = Instant.now();
        String entries = all.stream()
                .skip(after)
                .map(session -> "{\"session_id\":\"%s\",\"revoked_at\":\"%s\",\"until\":\"%s\"}"
                        .formatted(session, now, now.plus(Duration.ofMinutes(16))))
                .collect(Collectors.joining(","));
        byte[] page = "{\"last\":%d,\"more\":false,\"age_ms\":0,\"sessions\":[%s]}"
                .formatted(Math.max(after, all.size()), entries)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    private static int parameter(HttpExchange exchange, String name) {
        Matcher matcher = Pattern.compile("(?:^|&)" + name + "=(\\d+)")
                .matcher(exchange.getRequestURI().getQuery());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Whoever follows the log of ended sessions is told of this token's. */
    public void endSessionOf(String token) {
        try {
            ended.add(UUID.fromString(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid")));
        } catch (ParseException notOurs) {
            throw new IllegalArgumentException(notOurs);
        }
    }

    /** What {@code GAIA_AUTH_URL} would be. */
    public String authUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token of this account that is valid for a quarter of an hour. */
    public String token(UUID account, String scope) {
        return sign(key, claims(account, scope, Instant.now(), Duration.ofMinutes(15)));
    }

    public String token(UUID account, String scope, Duration life) {
        return sign(key, claims(account, scope, Instant.now(), life));
    }

    public String expiredToken(UUID account, String scope) {
        return sign(key, claims(account, scope, Instant.now().minus(Duration.ofHours(1)), Duration.ofMinutes(15)));
    }

    /** A token with which a service calls the one that it is for. */
    public String serviceToken(String audience, String scope) {
        JWTClaimsSet claims = claims(UUID.randomUUID(), scope, Instant.now(), Duration.ofMinutes(1));
        return sign(
                key,
                new JWTClaimsSet.Builder(claims)
                        .audience(audience)
                        .subject("auth-service")
                        .claim("sid", null)
                        .build());
    }

    /** A token that never ends, which nobody may take. */
    public String endlessToken(UUID account, String scope) {
        JWTClaimsSet claims = claims(account, scope, Instant.now(), Duration.ofMinutes(15));
        return sign(key, new JWTClaimsSet.Builder(claims).expirationTime(null).build());
    }

    /** A well-formed token, signed by a key that nobody published under the id of the one that is. */
    public String forgedToken(UUID account, String scope) {
        return sign(newKey(), claims(account, scope, Instant.now(), Duration.ofMinutes(15)));
    }

    /**
     * Tokens that nobody may take, each by what is wrong with it; all but that is right.
     *
     * @param account whose they would be
     */
    public Map<String, String> attacks(UUID account, String scope) {
        try {
            return new Attacks(key, authUrl(), claims(account, scope, Instant.now(), Duration.ofMinutes(15))).all();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JWTClaimsSet claims(UUID account, String scope, Instant issued, Duration life) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(account.toString())
                .claim("sid", UUID.randomUUID().toString())
                .claim("scope", scope)
                .issueTime(Date.from(issued))
                .expirationTime(Date.from(issued.plus(life)))
                .build();
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("test").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String sign(RSAKey key, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
