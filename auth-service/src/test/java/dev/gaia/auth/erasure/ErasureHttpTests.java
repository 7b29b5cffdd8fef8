package dev.gaia.auth.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How the others are told; that they do it is tested with them, in launcher's {@code AccountDeletionTests}. */
class ErasureHttpTests {

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Queue<String> tokens = new ConcurrentLinkedQueue<>();
    private volatile int status = 204;

    private final HttpServer others = listen();
    private final String address = "http://127.0.0.1:" + others.getAddress().getPort();
    private final AuthServer server = new AuthServer(
            TestPostgres.newDatabaseUrl(),
            TestRedis.shared().url(),
            "GAIA_CHAT_URL=" + address,
            "GAIA_ASSET_URL=" + address);
    private final AuthClient client = server.client();
    private final Erasures erasures = server.bean(Erasures.class);
    private final String email = AuthClient.newEmail();
    private final Answer session = client.register(email);
    private final String token = session.text("/session/access_token");
    private final String account = session.text("/user/id");

    @AfterEach
    void stop() {
        server.close();
        others.stop(0);
    }

    @Test
    void theAccountIsGoneAtOnceAndTheAddressFree() {
        server.mailbox().awaitLettersTo(email, 1);

        assertThat(delete(AuthClient.PASSWORD).status()).isEqualTo(202);

        assertThat(client.isValid(token)).isFalse();
        assertThat(client.refresh(session.text("/session/refresh_token")).status())
                .isEqualTo(401);
        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(401);
        assertThat(server.mailbox().awaitLettersTo(email, 2).toString()).contains("Your account is deleted");
        assertThat(server.database()
                        .sql("SELECT count(*) FROM account WHERE email = :email OR password_hash LIKE '%argon2%'")
                        .param("email", email)
                        .query(Long.class)
                        .single())
                .isZero();
        Answer again = client.register(email);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("/user/id")).isNotEqualTo(account);
    }

    @Test
    void withoutThePasswordNothingIsDeleted() {
        assertThat(delete("not the password").status()).isEqualTo(403);

        assertThat(client.isValid(token)).isTrue();
        assertThat(server.database()
                        .sql("SELECT count(*) FROM erasure")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void theOthersAreToldUntilEachHasConfirmed() {
        delete(AuthClient.PASSWORD);
        erasures.workOff();
        assertThat(told).as("not before every service refuses the tokens").isEmpty();

        status = 503;
        server.clock().advance(Duration.ofSeconds(5));
        erasures.workOff();
        assertThat(told).hasSize(2);
        erasures.workOff();
        assertThat(told).as("not again at once").hasSize(2);
        assertThat(pending()).isEqualTo(2);

        status = 204;
        server.clock().advance(Duration.ofSeconds(2));
        erasures.workOff();
        server.clock().advance(Duration.ofHours(1));
        erasures.workOff();

        assertThat(told).hasSize(4).containsOnly("DELETE /internal/accounts/" + account);
        assertThat(pending()).isZero();
        assertThat(eventsOf(account)).startsWith("account_erased", "account_deleted");
    }

    @Test
    void aServiceThatHasConfirmedIsNotToldAgainWhileAnotherIsAway() {
        delete(AuthClient.PASSWORD);
        server.clock().advance(Duration.ofSeconds(5));
        others.removeContext("/");
        others.createContext("/", exchange -> answer(exchange, tokens.size() == 0 ? 204 : 503));

        erasures.workOff();

        assertThat(pending()).isEqualTo(1);
        assertThat(eventsOf(account)).doesNotContain("account_erased");
    }

    @Test
    void theyAreToldInThisServicesNameForThemAlone() {
        delete(AuthClient.PASSWORD);
        server.clock().advance(Duration.ofSeconds(5));
        erasures.workOff();

        List<JsonNode> claims = tokens.stream().map(AuthClient::claims).toList();
        assertThat(claims.stream().map(claim -> claim.at("/aud/0").asString()))
                .containsExactlyInAnyOrder("gaia-chat", "gaia-asset");
        assertThat(claims).allSatisfy(claim -> {
            assertThat(claim.at("/scope").asString()).isEqualTo("internal:erase");
            assertThat(claim.at("/exp").asLong() - claim.at("/iat").asLong()).isEqualTo(60);
        });
        assertThat(client.get("/api/v2/account/sessions", tokens.peek()).status())
                .as("it is no user's token")
                .isEqualTo(401);
    }

    @Test
    void whatIsLeftOfTheAccountGoesWhenAllHaveConfirmed() {
        delete(AuthClient.PASSWORD);
        server.clock().advance(Duration.ofHours(2));
        erasures.clean();
        assertThat(rows()).as("somebody still has something of it").isEqualTo(1);

        erasures.workOff();
        erasures.clean();

        assertThat(rows()).isZero();
        assertThat(eventsOf(account)).as("what happened stays").contains("registered");
    }

    @Test
    void anExportHasAllThatThereIsAndNoSecret() {
        status = 200;
        client.post("/api/v1/auth/api-keys", Map.of("name", "script"), token);

        Answer export = client.get("/api/v2/account/export", token);

        assertThat(export.status()).isEqualTo(200);
        assertThat(export.header("Content-Disposition")).contains("gaia-account.json");
        assertThat(export.text("/account/email")).isEqualTo(email);
        assertThat(export.json().at("/sessions")).hasSize(1);
        assertThat(export.text("/api_keys/0/name")).isEqualTo("script");
        assertThat(export.json()
                        .at("/security_events")
                        .valueStream()
                        .map(event -> event.at("/kind").asString()))
                .contains("registered");
        assertThat(export.text("/chat/mine")).isEqualTo("yes");
        assertThat(export.text("/asset/mine")).isEqualTo("yes");
        assertThat(export.response().body()).doesNotContain("argon2", "hash");
    }

    @Test
    void halfAnExportIsNone() {
        status = 503;

        Answer export = client.get("/api/v2/account/export", token);

        assertThat(export.status()).isEqualTo(503);
        assertThat(export.text("/type")).isEqualTo("/problems/unavailable");
    }

    private Answer delete(String password) {
        return client.post("/api/v2/account/deletion", Map.of("password", password), token);
    }

    private long pending() {
        return server.database()
                .sql("SELECT count(*) FROM erasure WHERE confirmed_at IS NULL")
                .query(Long.class)
                .single();
    }

    private long rows() {
        return server.database()
                .sql("SELECT count(*) FROM account WHERE id = :id")
                .param("id", UUID.fromString(account))
                .query(Long.class)
                .single();
    }

    private List<String> eventsOf(String id) {
        return server.database()
                .sql("SELECT kind FROM audit_event WHERE account_id = :id ORDER BY id DESC")
                .param("id", UUID.fromString(id))
                .query((row, _) -> row.getString("kind"))
                .list();
    }

    private HttpServer listen() {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            listening.createContext("/", exchange -> answer(exchange, status));
            listening.start();
            return listening;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void answer(HttpExchange exchange, int code) throws IOException {
        told.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        tokens.add(exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length()));
        byte[] body = "{\"mine\": \"yes\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, code == 204 ? -1 : body.length);
        if (code != 204) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
