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
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Stands where auth-service stands: publishes a key set over HTTP and signs access tokens with it. */
public final class TestTokens implements AutoCloseable {

    public static final String ISSUER = "gaia";
    public static final String AUDIENCE = "gaia";

    private final RSAKey key;
    private final HttpServer server;

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
        server.start();
    }

    /** What {@code GAIA_AUTH_URL} would be. */
    public String authUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token of this account that is valid for a quarter of an hour. */
    public String token(UUID account, String scope) {
        return sign(key, claims(account, scope, Instant.now(), Duration.ofMinutes(15)));
    }

    public String expiredToken(UUID account, String scope) {
        return sign(key, claims(account, scope, Instant.now().minus(Duration.ofHours(1)), Duration.ofMinutes(15)));
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

    private static RSAKey newKey() {
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
    }
}
