package dev.gaia.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();

    @ParameterizedTest
    @ValueSource(strings = {"/api/v0.3/auth", "/api/v1/auth"})
    void whoeverRegistersCanSignInOnBothSurfaces(String surface) {
        String email = AuthClient.newEmail();
        Answer registered = client.post(
                surface + "/register",
                Map.of("email", email.toUpperCase(Locale.ROOT), "password", AuthClient.PASSWORD, "name", "ignored"));

        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.text("/user/email")).isEqualTo(email);
        assertThat(client.isValid(registered.text("/session/access_token"))).isTrue();

        Answer signedIn =
                client.post(surface + "/login", Map.of("email", " " + email, "password", AuthClient.PASSWORD));

        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.json().propertyNames()).containsExactlyInAnyOrder("session", "user");
        assertThat(signedIn.json().at("/session").propertyNames())
                .containsExactlyInAnyOrder("access_token", "refresh_token", "expires_in", "token_type");
        assertThat(signedIn.json().at("/session/expires_in").asInt()).isEqualTo(900);
        assertThat(signedIn.text("/session/token_type")).isEqualTo("bearer");
        assertThat(signedIn.text("/user/id")).isEqualTo(registered.text("/user/id"));
        assertThat(signedIn.text("/user/created_at")).isEqualTo(registered.text("/user/created_at"));
    }

    @Test
    void anAddressIsRegisteredOnce() {
        String email = AuthClient.newEmail();
        client.register(email);

        Answer again = client.register(email.toUpperCase(Locale.ROOT));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().propertyNames()).containsExactly("detail");
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressAreAnsweredAlike() {
        String email = AuthClient.newEmail();
        client.register(email);

        Answer wrong = client.login(email, "not the password");
        Answer unknown = client.login(AuthClient.newEmail(), "not the password");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.response().body()).isEqualTo(wrong.response().body());
    }

    @Test
    void aPasswordIsKeptOnlyAsItsHash() {
        String email = AuthClient.newEmail();
        client.register(email);

        String stored = server.database()
                .sql("SELECT password_hash FROM account WHERE email = :email")
                .param("email", email)
                .query(String.class)
                .single();

        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(AuthClient.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{}",
                "{\"email\": \"a@example.org\"}",
                "{\"email\": {\"$ne\": null}, \"password\": \"12345678901\"}",
                "{\"email\": \"nobody\", \"password\": \"12345678901\"}",
                "{\"email\": \"a\\u0000@example.org\", \"password\": \"12345678901\"}",
                "{\"email\": \"a@example.org\", \"password\": \"short\"}"
            })
    void whatCannotBeRegisteredIsTheClientsMistake(String body) {
        Answer answer = client.send("POST", "/api/v1/auth/register", body, null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().propertyNames()).containsExactly("detail");
        assertThat(answer.text("/detail")).isNotBlank().doesNotContain("Exception", "dev.gaia");
    }

    @Test
    void aWrongMethodIs405() {
        Answer answer = client.get("/api/v1/auth/login");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(answer.json().propertyNames()).containsExactly("detail");
    }
}
