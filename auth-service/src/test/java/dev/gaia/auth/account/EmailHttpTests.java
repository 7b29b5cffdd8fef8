package dev.gaia.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class EmailHttpTests {

    private static final String CONFIRM = "Confirm your e-mail address";
    private static final String CONFIRM_NEW = "Confirm your new e-mail address";

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();
    private final String email = AuthClient.newEmail();

    @Test
    void theLetterConfirmsTheAddressOnce() {
        client.register(email);
        String token = server.mailbox().awaitToken(email, CONFIRM);

        Answer confirmed = client.post("/api/v0.3/auth/confirm", Map.of("token", token));

        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(confirmed.text("/email")).isEqualTo(email);
        assertThat(isConfirmed(email)).isTrue();
        assertRefused(client.post("/api/v1/auth/confirm", Map.of("token", token)));
    }

    @Test
    void aLetterIsGoodForADay() {
        client.register(email);
        String token = server.mailbox().awaitToken(email, CONFIRM);
        server.clock().advance(Duration.ofHours(25));

        assertRefused(client.post("/api/v1/auth/confirm", Map.of("token", token)));
        assertThat(isConfirmed(email)).isFalse();
    }

    @Test
    void aNewLetterReplacesTheOldOne() {
        client.register(email);
        String old = server.mailbox().awaitToken(email, CONFIRM);
        server.clock().advance(Duration.ofMinutes(2));

        assertThat(client.post("/api/v1/auth/resend-verification", Map.of("email", email))
                        .status())
                .isEqualTo(202);

        server.mailbox().awaitLettersTo(email, 2);
        assertRefused(client.post("/api/v1/auth/confirm", Map.of("token", old)));
    }

    @Test
    void nobodysMailboxIsFilled() {
        client.register(email);
        server.mailbox().awaitLettersTo(email, 1);

        client.post("/api/v1/auth/resend-verification", Map.of("email", email));
        client.post("/api/v1/auth/resend-verification", Map.of("email", email));

        awaitEverythingSent();
        assertThat(server.mailbox().lettersTo(email)).hasSize(1);
    }

    @Test
    void resendingAnswersTheSameForEverybody() {
        client.register(email);

        Answer known = client.post("/api/v1/auth/resend-verification", Map.of("email", email));
        Answer unknown = client.post("/api/v1/auth/resend-verification", Map.of("email", AuthClient.newEmail()));

        assertThat(unknown.status()).isEqualTo(known.status());
        assertThat(unknown.response().body()).isEqualTo(known.response().body());
    }

    @Test
    void theAddressMovesWhenTheNewOneIsConfirmed() {
        String token = client.register(email).text("/session/access_token");
        String moved = AuthClient.newEmail();

        assertThat(changeEmail(token, moved, AuthClient.PASSWORD).status()).isEqualTo(202);

        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
        assertThat(server.mailbox().awaitLettersTo(email, 2).toString()).contains("about to change");
        String letter = server.mailbox().awaitToken(moved, CONFIRM_NEW);
        assertThat(client.post("/api/v1/auth/confirm", Map.of("token", letter)).status())
                .isEqualTo(200);
        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(401);
        assertThat(client.login(moved, AuthClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void theAddressStaysWhenThePasswordIsWrongOrTheNewOneIsTaken() {
        String token = client.register(email).text("/session/access_token");
        String taken = AuthClient.newEmail();
        client.register(taken);

        assertThat(changeEmail(token, AuthClient.newEmail(), "not the password").status())
                .isEqualTo(403);
        assertThat(changeEmail(token, "nowhere", AuthClient.PASSWORD).status()).isEqualTo(400);
        assertThat(changeEmail(token, taken, AuthClient.PASSWORD).status()).isEqualTo(202);

        awaitEverythingSent();
        assertThat(server.mailbox().lettersTo(taken)).hasSize(1);
    }

    @Test
    void anAddressThatIsTakenMeanwhileIsNotMovedTo() {
        String token = client.register(email).text("/session/access_token");
        String wanted = AuthClient.newEmail();
        changeEmail(token, wanted, AuthClient.PASSWORD);
        String letter = server.mailbox().awaitToken(wanted, CONFIRM_NEW);
        client.register(wanted);

        assertRefused(client.post("/api/v1/auth/confirm", Map.of("token", letter)));

        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void lettersAreFilesForTheirOwnerAndTheLogTellsTheFileOnly(CapturedOutput output) throws Exception {
        client.register(email);
        String token = server.mailbox().awaitToken(email, CONFIRM);

        try (Stream<Path> files = Files.list(server.mailbox().folder())) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(output.getOut()).contains("A mail is in " + server.mailbox().folder());
        assertThat(output.getOut()).doesNotContain(token, email);
    }

    @Test
    void tokensAreKeptOnlyAsHashes() {
        client.register(email);
        String token = server.mailbox().awaitToken(email, CONFIRM);

        assertThat(server.database()
                        .sql("SELECT hash FROM mailed_token WHERE email = :email")
                        .param("email", email)
                        .query(byte[].class)
                        .single())
                .isEqualTo(MailedToken.hash(token));
    }

    @Test
    void whereAConfirmedAddressIsNeededRegisteringTellsNothingAndSigningInWaits() {
        try (AuthServer strict = new AuthServer(
                TestPostgres.newDatabaseUrl(),
                TestRedis.shared().url(),
                "GAIA_LOGIN_NEEDS_CONFIRMED_EMAIL=true",
                "GAIA_ADMIN_EMAIL=" + email)) {
            AuthClient there = strict.client();
            Answer registered = there.register(email);
            String token = strict.mailbox().awaitToken(email, CONFIRM);
            Answer again = there.post(
                    "/api/v1/auth/register", Map.of("email", email, "password", "another password altogether"));

            assertThat(registered.status()).isEqualTo(202);
            assertThat(registered.text("/session/access_token")).isEmpty();
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.response().body()).isEqualTo(registered.response().body());
            assertThat(strict.mailbox().awaitLettersTo(email, 2).toString()).contains("You have an account already");
            assertThat(there.login(email, AuthClient.PASSWORD).status()).isEqualTo(403);
            assertThat(there.login(email, "not the password").status()).isEqualTo(401);

            there.post("/api/v1/auth/confirm", Map.of("token", token));

            Answer signedIn = there.login(email, AuthClient.PASSWORD);
            assertThat(signedIn.status()).isEqualTo(200);
            assertThat(AuthClient.claims(signedIn.text("/session/access_token"))
                            .at("/scope")
                            .asString())
                    .contains("admin");
        }
    }

    @Test
    void thePagesOfLettersAreThereAndRunOnlyTheirOwnScript() {
        for (String page : new String[] {"confirm", "reset"}) {
            Answer answer = client.get("/account/" + page + ".html");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
        assertThat(client.get("/account/account.js").status()).isEqualTo(200);
    }

    /** Letters leave in order of their requests from two threads; one that comes after all others shows them gone. */
    private void awaitEverythingSent() {
        for (int i = 0; i < 4; i++) {
            String last = AuthClient.newEmail();
            client.register(last);
            server.mailbox().awaitLettersTo(last, 1);
        }
    }

    private Answer changeEmail(String token, String wanted, String password) {
        return client.post("/api/v2/account/email", Map.of("email", wanted, "password", password), token);
    }

    private boolean isConfirmed(String address) {
        return server.database()
                .sql("SELECT email_confirmed_at IS NOT NULL FROM account WHERE email = :email")
                .param("email", address)
                .query(Boolean.class)
                .single();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail")).contains("link");
    }
}
