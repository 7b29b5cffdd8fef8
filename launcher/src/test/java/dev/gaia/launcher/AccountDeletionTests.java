package dev.gaia.launcher;

import static dev.gaia.launcher.RunningSuite.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A user takes a copy of everything and leaves; the real services are asked what they still have. */
@Tag("suite")
@ExtendWith(SharedSuite.class)
class AccountDeletionTests {

    private static final String PASSWORD = "correct horse battery staple";

    private static RunningSuite suite;

    @BeforeAll
    static void start(RunningSuite shared) {
        suite = shared;
    }

    @Test
    void everyServiceHandsOutWhatItHasAndDeletesIt() throws IOException, InterruptedException, SQLException {
        JsonNode registered = json(suite.post("/api/v1/auth/register", """
                {"email": "%s@example.org", "password": "%s"}""".formatted(UUID.randomUUID(), PASSWORD)));
        UUID account = UUID.fromString(registered.at("/user/id").asString());
        String token = "Bearer " + registered.at("/session/access_token").asString();
        json(suite.post("/api/v0.3/chat", "{\"message\": \"Say yes.\"}", "Authorization", token));
        String picture = json(suite.post("/api/v1/assets/generate", """
                        {"category": "texture", "style": "realistic", "description": "old red brick wall",
                         "requirements": {"width": 64, "height": 64}, "preferences": {"max_wait_time_ms": 30000}}""", "Authorization", token))
                .at("/asset_data/download_url")
                .asString();

        JsonNode export = json(suite.get("/api/v2/account/export", "Authorization", token));

        assertThat(export.at("/chat/conversations/0/messages/0/content").asString())
                .isEqualTo("Say yes.");
        assertThat(export.at("/asset/assets")).hasSize(1);
        assertThat(suite.download(picture)).isNotEmpty();

        HttpResponse<String> deleted =
                suite.post("/api/v2/account/deletion", "{\"password\": \"" + PASSWORD + "\"}", "Authorization", token);

        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(2))
                .until(() -> suite.get("/api/v0.3/conversations", "Authorization", token)
                                .statusCode()
                        == 401);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(rows(ServiceKind.CHAT, "SELECT count(*) FROM conversation WHERE owner_id = ?", account))
                    .isZero();
            assertThat(rows(ServiceKind.ASSET, "SELECT count(*) FROM asset WHERE owner_id = ?", account))
                    .isZero();
            assertThat(rows(ServiceKind.ASSET, "SELECT count(*) FROM job WHERE owner_id = ?", account))
                    .isZero();
            assertThat(rows(
                            ServiceKind.AUTH,
                            "SELECT count(*) FROM audit_event WHERE kind = 'account_erased' AND account_id = ?",
                            account))
                    .isEqualTo(1);
        });
        assertThat(suite.fetch(picture).statusCode()).isEqualTo(404);
    }

    private static long rows(ServiceKind service, String question, UUID account)
            throws SQLException, IOException, InterruptedException {
        try (Connection connection = DriverManager.getConnection(suite.databaseOf(service));
                PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setObject(1, account);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
