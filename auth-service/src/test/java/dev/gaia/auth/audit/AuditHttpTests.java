package dev.gaia.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

class AuditHttpTests {

    private static final String EVENTS = "/api/v2/admin/audit-events";

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();
    private final String admin = server.registerAdmin().text("/session/access_token");
    private final String email = AuthClient.newEmail();

    @Test
    void whatHappensToAnAccountIsKeptInOrder() {
        String account = client.register(email).text("/user/id");
        client.login(email, "not the password");
        client.login(email, AuthClient.PASSWORD);

        assertThat(kindsOf(account)).containsExactly("signed_in", "sign_in_refused", "registered");
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() {
        String account = client.register(email).text("/user/id");
        for (int i = 0; i < 4; i++) {
            client.login(email, AuthClient.PASSWORD);
        }
        List<Long> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get(EVENTS + "?account=" + account + "&limit=2" + cursor, admin)
                    .json();
            page.at("/events").forEach(event -> ids.add(event.at("/id").asLong()));
            cursor = page.at("/next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.at("/next_cursor").asString();
            client.login(email, AuthClient.PASSWORD); // what comes meanwhile moves no page
        } while (!cursor.isEmpty());

        assertThat(ids).hasSize(5).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @Test
    void eventsOfOneKindCanBeAskedFor() {
        String account = client.register(email).text("/user/id");
        client.login(email, "not the password");

        JsonNode page = client.get(EVENTS + "?account=" + account + "&kind=sign_in_refused", admin)
                .json();

        assertThat(page.at("/events")).hasSize(1);
        assertThat(page.at("/events/0/network").asString()).isEqualTo("127.0.0.0/24");
        assertThat(page.at("/events/0/correlation_id").asString()).isNotBlank();
    }

    @Test
    void onlyAdminsReadIt() {
        assertThat(client.get(EVENTS).status()).isEqualTo(401);
        assertThat(client.get(EVENTS, client.register().text("/session/access_token"))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor=%20", "cursor=MTIz!", "limit=0", "limit=201", "kind=nothing", "account=1"})
    void questionsThatCannotBeMeantAreRefused(String question) {
        assertThat(client.get(EVENTS + "?" + question, admin).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET kind = 'nothing'",
                "DELETE FROM audit_event",
                "TRUNCATE audit_event",
            })
    void theDatabaseLetsNobodyChangeOrTakeAnEvent(String statement) {
        client.register(email);

        assertThatThrownBy(() -> server.database().sql(statement).update())
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("append-only");
    }

    @Test
    void nothingThatAStrangerWritesGetsIntoIt() {
        String account = client.register(email).text("/user/id");
        String nasty = "x\"}\n{\"kind\":\"registered\"";
        client.post("/api/v1/auth/login", Map.of("email", email, "password", nasty));
        client.post("/api/v1/auth/login", Map.of("email", nasty, "password", nasty));

        String events = client.get(EVENTS + "?limit=200", admin).response().body();

        assertThat(events).contains(account).doesNotContain(email, "x\\\"", AuthClient.PASSWORD);
    }

    private List<String> kindsOf(String account) {
        return client.get(EVENTS + "?account=" + UUID.fromString(account), admin)
                .json()
                .at("/events")
                .valueStream()
                .map(event -> event.at("/kind").asString())
                .toList();
    }
}
