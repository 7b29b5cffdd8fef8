package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.EventLines;
import dev.gaia.chat.completion.StoredMessages.Stored;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** v0.3 to the letter, streamed. */
@Timeout(30)
class CompatibleStreamTests {

    private static final String CHAT = "/api/v0.3/chat";
    private static final String QUESTION = "{\"message\": \"Tell me\", \"stream\": true}";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @Test
    void eventsComeInTheirOrderAndInTheirForm() {
        engine.nextAnswer().say("The s", "ea is", " wide.").finish();

        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream; charset=utf-8");
            List<JsonNode> events = stream.rest();

            assertThat(types(events)).containsExactly("metadata", "content", "content", "content", "metadata", "done");
            assertThat(events.getFirst().propertyNames())
                    .containsExactly("type", "conversation_id", "model", "timestamp");
            assertThat(events.getFirst().at("/model").asString()).isEqualTo("scripted");
            assertThat(events.getFirst().at("/timestamp").isNumber()).isTrue();
            assertThat(events.get(1).propertyNames()).containsExactly("type", "content");
            JsonNode timing = events.get(4);
            assertThat(timing.propertyNames()).containsExactly("type", "time_to_first_chunk_ms", "total_time_ms");
            assertThat(timing.at("/total_time_ms").asLong())
                    .isGreaterThanOrEqualTo(timing.at("/time_to_first_chunk_ms").asLong());
            assertThat(events.getLast().propertyNames()).containsExactly("type");
            assertThat(stream.lines())
                    .allMatch(line -> line.isEmpty() || line.startsWith(":") || line.startsWith("data: {"));
        }
    }

    @Test
    void firstEventLeavesAtOnceWhileTheModelIsSilentAndTokensLeaveAsTheyAreMade() {
        long quickest = IntStream.range(0, 20)
                .mapToLong(_ -> {
                    ScriptedAnswer silent = engine.nextAnswer();
                    long start = System.nanoTime();
                    try (EventLines stream = alice.open(CHAT, QUESTION)) {
                        assertThat(type(stream.event())).isEqualTo("metadata");
                        long millis = (System.nanoTime() - start) / 1_000_000;
                        silent.say("Now ");
                        assertThat(stream.event().at("/content").asString()).isEqualTo("Now ");
                        silent.say("and ");
                        assertThat(stream.event().at("/content").asString()).isEqualTo("and ");
                        silent.finish();
                        assertThat(types(stream.rest())).containsExactly("metadata", "done");
                        return millis;
                    }
                })
                .min()
                .orElseThrow();

        assertThat(quickest).isLessThan(50);
    }

    @Test
    void silenceIsFilledWithComments() {
        ScriptedAnswer silent = engine.nextAnswer();
        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            stream.event();
            readTwoHeartbeats(stream);
            silent.say("Here.").finish();

            assertThat(types(stream.rest())).containsExactly("content", "metadata", "done");
        }
    }

    @Test
    void chunksSplitNeitherWordsNorDirectivesAndJoinToWhatIsStored() {
        String whole = "Wait a mo{ment}. {\"m\":\"pause\",\"p\":{\"secs\":2.0}} Grüße, "
                + "done {\"m\":\"wave\"}.\n\nline \"two\" 你好 🎈 end";
        ScriptedAnswer answer = engine.nextAnswer();
        whole.codePoints().forEach(letter -> answer.say(Character.toString(letter)));
        answer.finish();

        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            List<JsonNode> events = stream.rest();
            List<String> chunks = events.stream()
                    .filter(event -> type(event).equals("content"))
                    .map(event -> event.at("/content").asString())
                    .toList();

            assertThat(String.join("", chunks)).isEqualTo(whole);
            assertThat(chunks).hasSizeGreaterThan(15);
            assertThat(String.join("|", chunks)).doesNotContainPattern("[a-zA-Zü]\\|[a-zA-Züß]");
            for (String directive : List.of("{\"m\":\"pause\",\"p\":{\"secs\":2.0}}", "{\"m\":\"wave\"}")) {
                assertThat(chunks).anyMatch(chunk -> chunk.contains(directive));
            }
            assertThat(StoredMessages.of(server, conversation(events.getFirst())))
                    .containsExactly(new Stored("user", "Tell me", false), new Stored("assistant", whole, false));
        }
    }

    @Test
    void doneLeavesOnlyWhenTheAnswerIsStored() throws Exception {
        ScriptedAnswer answer = engine.nextAnswer();
        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            String id = conversation(stream.event());
            try (Connection lock = messagesLocked()) {
                answer.say("Safe.").finish();
                assertThat(stream.event().at("/content").asString()).isEqualTo("Safe.");
                readTwoHeartbeats(stream); // and no other event
                lock.rollback();
            }
            assertThat(types(stream.rest())).containsExactly("metadata", "done");
            assertThat(StoredMessages.of(server, id)).last().isEqualTo(new Stored("assistant", "Safe.", false));
        }
    }

    @Test
    void clientThatLeavesWhileTheWholeAnswerIsAboutToBeStoredDoesNotSpoilIt() throws Exception {
        ScriptedAnswer answer = engine.nextAnswer();
        EventLines stream = alice.open(CHAT, QUESTION);
        String id = conversation(stream.event());
        List<Connection> taken = allConnections();
        try {
            answer.say("Whole.").finish();
            stream.event();
            readTwoHeartbeats(stream);
            stream.close();
            await().atMost(SOON).until(() -> openStreams() == 0);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(StoredMessages.of(server, id))
                        .last()
                        .isEqualTo(new Stored("assistant", "Whole.", false)));
    }

    @Test
    void answerThatBreaksOffEndsInAnErrorAndIsKeptAsPartial() {
        ScriptedAnswer answer = engine.nextAnswer();
        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            String id = conversation(stream.event());
            answer.say("Once upon a ti").fail(new IllegalStateException("out of memory at 0x7f"));
            List<JsonNode> rest = stream.rest();

            assertThat(types(rest)).startsWith("content").endsWith("error").doesNotContain("done", "metadata");
            assertThat(rest.getLast().propertyNames()).containsExactly("type", "error");
            assertThat(rest.getLast().at("/error").asString())
                    .contains("Try again")
                    .doesNotContain("0x7f");
            assertThat(text(rest)).isEqualTo("Once upon a ti");
            assertThat(StoredMessages.of(server, id)).last().isEqualTo(new Stored("assistant", "Once upon a ti", true));
        }
    }

    @Test
    void modelThatFailsAtOnceIsAnErrorAndNotAnEmptyAnswer() {
        engine.nextAnswer().fail(new IllegalStateException("no model"));
        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            List<JsonNode> events = stream.rest();

            assertThat(types(events)).containsExactly("metadata", "error");
            assertThat(StoredMessages.of(server, conversation(events.getFirst())))
                    .containsExactly(new Stored("user", "Tell me", false));
        }
    }

    @Test
    void clientThatHangsUpEndsTheGenerationAndWhatItGotIsKeptAsPartial() {
        ScriptedAnswer answer = engine.nextAnswer();
        String id;
        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            id = conversation(stream.event());
            answer.say("Once upon a time");
            stream.event();
        }

        await().atMost(SOON).until(answer::isCancelled);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(StoredMessages.of(server, id))
                        .last()
                        .isEqualTo(new Stored("assistant", "Once upon a time", true)));
    }

    @Test
    void clientThatHangsUpBeforeTheFirstWordEndsTheGenerationToo() {
        ScriptedAnswer answer = engine.nextAnswer();
        try (EventLines stream = alice.open(CHAT, QUESTION)) {
            stream.event();
        }

        await().atMost(SOON).until(answer::isCancelled);
    }

    @Test
    void manyStreamsAreAnsweredSideBySide() {
        List<ScriptedAnswer> answers =
                IntStream.range(0, 30).mapToObj(_ -> engine.nextAnswer()).toList();
        List<EventLines> streams = answers.stream()
                .map(_ -> server.newCaller().open(CHAT, QUESTION))
                .toList();

        streams.forEach(stream -> assertThat(type(stream.event())).isEqualTo("metadata"));
        answers.reversed().forEach(answer -> answer.say("Done.").finish());
        streams.forEach(stream -> assertThat(text(stream.rest())).isEqualTo("Done."));
        streams.forEach(EventLines::close);
    }

    private Connection messagesLocked() throws Exception {
        Connection connection = server.bean(DataSource.class).getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE message IN EXCLUSIVE MODE");
        }
        return connection;
    }

    private List<Connection> allConnections() throws Exception {
        HikariDataSource pool = server.bean(HikariDataSource.class);
        List<Connection> connections = new ArrayList<>();
        while (connections.size() < pool.getMaximumPoolSize()) {
            connections.add(pool.getConnection());
        }
        return connections;
    }

    private double openStreams() {
        return server.bean(MeterRegistry.class).get("chat.streams.open").gauge().value();
    }

    private static void readTwoHeartbeats(EventLines stream) {
        int heard = 0;
        while (heard < 2) {
            String line = Objects.requireNonNull(stream.line());
            assertThat(line).doesNotStartWith("data:");
            if (line.startsWith(":")) {
                heard++;
            }
        }
    }

    private static String conversation(JsonNode metadata) {
        return metadata.at("/conversation_id").asString();
    }

    private static String type(JsonNode event) {
        return event.at("/type").asString();
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(CompatibleStreamTests::type).toList();
    }

    private static String text(List<JsonNode> events) {
        return events.stream().map(event -> event.path("content").asString("")).collect(Collectors.joining());
    }
}
