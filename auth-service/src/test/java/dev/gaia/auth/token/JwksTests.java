package dev.gaia.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JwksTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();

    @Test
    void thePublishedKeysVerifyAnIssuedToken() throws Exception {
        Answer registered = client.register();
        SignedJWT token = SignedJWT.parse(registered.text("/session/access_token"));

        JWKSet published =
                JWKSet.parse(client.get("/.well-known/jwks.json").response().body());

        RSAKey key = published.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(key.size()).isEqualTo(2048);
        assertThat(published.getKeys()).noneMatch(jwk -> jwk.isPrivate());
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(claims.getIssuer()).isEqualTo("gaia");
        assertThat(claims.getAudience()).containsExactly("gaia");
        assertThat(claims.getSubject()).isEqualTo(registered.text("/user/id"));
        assertThat(claims.getStringClaim("scope")).isEqualTo("chat assets");
        assertThat(UUID.fromString(claims.getStringClaim("sid"))).isNotNull();
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getExpirationTime())
                .isEqualTo(new java.util.Date(
                        claims.getIssueTime().getTime() + Duration.ofMinutes(15).toMillis()));
        assertThat(AuthClient.claims(registered.text("/session/access_token"))
                        .at("/aud")
                        .isArray())
                .isTrue();
    }

    @Test
    void allInstancesShareTheKeysAndLearnOfNewOnes() {
        String databaseUrl = TestPostgres.newDatabaseUrl();
        String redisUrl = TestRedis.shared().url();
        try (AuthServer one = new AuthServer(databaseUrl, redisUrl);
                AuthServer other = new AuthServer(databaseUrl, redisUrl)) {
            assertThat(one.bean(SigningKeys.class).current().id())
                    .isEqualTo(other.bean(SigningKeys.class).current().id());
            String token = one.client().register().text("/session/access_token");
            assertThat(other.client().isValid(token)).isTrue();
            other.client().logout(token);
            assertThat(one.client().isValid(token)).isFalse();

            SigningKey newer = SigningKey.generate("newer");
            one.bean(SigningKeyRepository.class)
                    .insert(newer, one.clock().instant(), one.clock().instant().plusSeconds(1));
            one.clock().advance(Duration.ofMinutes(2));
            other.clock().advance(Duration.ofSeconds(3));

            String signedByNewer = one.client().register().text("/session/access_token");
            assertThat(one.bean(SigningKeys.class).current().id()).isEqualTo("newer");
            assertThat(one.bean(SigningKeys.class).published().getKeys()).hasSize(2);
            other.clock().advance(Duration.ofSeconds(3));
            assertThat(other.client().isValid(signedByNewer)).isTrue();
        }
    }

    @Test
    void thePrivateKeyIsNotInTheDatabaseAsItIs() {
        SigningKey key = server.bean(SigningKeys.class).current();
        byte[] stored = server.database()
                .sql("SELECT private_key FROM signing_key WHERE id = :id")
                .param("id", key.id())
                .query(byte[].class)
                .single();

        assertThat(stored).hasSizeGreaterThan(key.privateKey().getEncoded().length);
        assertThat(java.util.HexFormat.of().formatHex(stored))
                .doesNotContain(java.util.HexFormat.of()
                        .formatHex(key.privateKey().getEncoded())
                        .substring(64, 128));
    }
}
