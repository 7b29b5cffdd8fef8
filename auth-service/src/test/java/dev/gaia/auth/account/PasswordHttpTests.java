package dev.gaia.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordHttpTests {

    private static final String NEW_PASSWORD = "a wholly different password";
    private static final String RESET = "Reset your password";

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();
    private final String email = AuthClient.newEmail();

    @Test
    void changingThePasswordSignsOutAllOthersAndTellsTheOwner() {
        Answer here = client.register(email);
        Answer there = client.login(email, AuthClient.PASSWORD);

        assertThat(change(here, AuthClient.PASSWORD, NEW_PASSWORD).status()).isEqualTo(204);

        assertThat(client.isValid(here.text("/session/access_token"))).isTrue();
        assertThat(client.isValid(there.text("/session/access_token"))).isFalse();
        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(401);
        assertThat(client.login(email, NEW_PASSWORD).status()).isEqualTo(200);
        assertThat(server.mailbox().awaitLettersTo(email, 2).toString()).contains("Your password was changed");
    }

    @Test
    void theCurrentPasswordIsNeededAndTheNewOneHasToBeGood() {
        Answer session = client.register(email);

        Answer wrong = change(session, "not the password", NEW_PASSWORD);
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.text("/type")).isEqualTo("/problems/wrong-password");
        Answer bad = change(session, AuthClient.PASSWORD, "short");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.text("/type")).isEqualTo("/problems/unacceptable-password");
        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void whoHasForgottenThePasswordChoosesAnotherByMail() {
        Answer before = client.register(email);
        assertThat(requestReset(email).status()).isEqualTo(202);
        String token = server.mailbox().awaitToken(email, RESET);

        assertThat(reset(token, NEW_PASSWORD).status()).isEqualTo(204);

        assertThat(client.isValid(before.text("/session/access_token"))).isFalse();
        assertThat(client.refresh(before.text("/session/refresh_token")).status())
                .isEqualTo(401);
        assertThat(client.login(email, NEW_PASSWORD).status()).isEqualTo(200);
        assertThat(reset(token, "yet another password").status()).isEqualTo(400);
    }

    @Test
    void aRefusedPasswordDoesNotUseTheLetterUp() {
        client.register(email);
        requestReset(email);
        String token = server.mailbox().awaitToken(email, RESET);

        assertThat(reset(token, "short").status()).isEqualTo(400);
        assertThat(reset(token, NEW_PASSWORD).status()).isEqualTo(204);
    }

    @Test
    void theLetterIsGoodForHalfAnHourAndForNothingElse() {
        client.register(email);
        requestReset(email);
        String token = server.mailbox().awaitToken(email, RESET);

        assertThat(client.post("/api/v1/auth/confirm", Map.of("token", token)).status())
                .isEqualTo(400);
        server.clock().advance(Duration.ofMinutes(31));
        assertThat(reset(token, NEW_PASSWORD).status()).isEqualTo(400);
    }

    @Test
    void aLetterFromBeforeThePasswordWasChangedIsVoid() {
        Answer session = client.register(email);
        requestReset(email);
        String token = server.mailbox().awaitToken(email, RESET);

        change(session, AuthClient.PASSWORD, NEW_PASSWORD);

        assertThat(reset(token, "yet another password").status()).isEqualTo(400);
    }

    @Test
    void askingForALetterAnswersTheSameForEverybody() {
        client.register(email);

        Answer known = requestReset(email);
        Answer unknown = requestReset(AuthClient.newEmail());

        assertThat(unknown.status()).isEqualTo(known.status());
        assertThat(unknown.response().body()).isEqualTo(known.response().body());
    }

    @Test
    void anApiKeyCannotChangeItsOwnersPassword() {
        String token = client.register(email).text("/session/access_token");
        String key = client.post("/api/v1/auth/api-keys", Map.of("name", "script"), token)
                .text("/api_key");
        String keysToken =
                client.post("/auth/api-key-login", Map.of("api_key", key)).text("/access_token");

        assertThat(client.post(
                                "/api/v2/account/password",
                                Map.of("current_password", AuthClient.PASSWORD, "new_password", NEW_PASSWORD),
                                keysToken)
                        .status())
                .isEqualTo(403);
    }

    private Answer change(Answer session, String current, String wanted) {
        return client.post(
                "/api/v2/account/password",
                Map.of("current_password", current, "new_password", wanted),
                session.text("/session/access_token"));
    }

    private Answer requestReset(String address) {
        return client.post("/api/v2/account/password-reset", Map.of("email", address));
    }

    private Answer reset(String token, String wanted) {
        return client.post("/api/v2/account/password-reset/confirm", Map.of("token", token, "new_password", wanted));
    }
}
