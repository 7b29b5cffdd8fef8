package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.EventLines;
import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see while the model has no time for them. */
@Timeout(30)
class WaitingTests {

    private static final String COMPLETIONS = "/v1/chat/completions";
    private static final String COMPATIBLE = "/api/v0.3/chat";
    private static final String COMPATIBLE_V1 = "/api/v1/chat";

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @ParameterizedTest
    @CsvSource({COMPLETIONS + ", true", COMPLETIONS + ", false", COMPATIBLE + ", true", COMPATIBLE_V1 + ", false"})
    void requestThatHasWaitedTooLongIsAnswered503(String path, boolean streamed) {
        ScriptedAnswer late = engine.nextAnswer().waits();
        CompletableFuture<Answer> response =
                CompletableFuture.supplyAsync(() -> alice.post(path, body(path, streamed)));
        late.request();

        late.expire(Duration.ofSeconds(7));

        Answer answer = response.join();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("7");
        assertThat(answer.header("Content-Type")).contains("json");
        if (path.equals(COMPLETIONS)) {
            assertThat(answer.text("/error/code")).isEqualTo("wait_too_long");
        }
        assertThat(alice.get("/api/v1/conversations").json().at("/conversations"))
                .isEmpty();
    }

    @Test
    void requestThatWouldWaitTooLongIsRefusedAtOnce() {
        engine.refuseOnce(new Admission.WaitTooLong(Duration.ofSeconds(9)));

        Answer answer = alice.post(COMPLETIONS, body(COMPLETIONS, true));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("9");
        assertThat(answer.text("/error/code")).isEqualTo("wait_too_long");
    }

    @Test
    void streamIsOpenedWhenTheWorkBeginsAndNotOnlyAtTheFirstToken() {
        ScriptedAnswer answer = engine.nextAnswer().waits();
        CompletableFuture<EventLines> opened =
                CompletableFuture.supplyAsync(() -> alice.open(COMPLETIONS, body(COMPLETIONS, true)));
        answer.request();
        assertThat(opened).isNotDone();

        answer.start();

        try (EventLines stream = opened.join()) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.event().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
            answer.say("Hello.").finish();
            assertThat(stream.rest()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COMPLETIONS, COMPATIBLE})
    void clientThatHangsUpWhileItWaitsEndsItsRequest(String path) {
        ScriptedAnswer answer = engine.nextAnswer().waits();
        CompletableFuture<EventLines> waiting = alice.openLater(path, body(path, true));
        answer.request();

        waiting.cancel(true);

        await().until(answer::isCancelled);
    }

    @Test
    void choicesStartTogetherOrNotAtAll() {
        ScriptedAnswer first = engine.nextAnswer();
        ScriptedAnswer second = engine.nextAnswer().waits();
        CompletableFuture<Answer> response = CompletableFuture.supplyAsync(() ->
                alice.post(COMPLETIONS, body(COMPLETIONS, false).replace("{\"messages", "{\"n\": 2, \"messages")));
        second.request();

        second.expire(Duration.ofSeconds(3));

        assertThat(response.join().status()).isEqualTo(503);
        await().until(first::isCancelled);
    }

    @ParameterizedTest
    @CsvSource({"2.5, 2500", "30, 30000", "500ms, 500", "0.25s, 250", "1.5ms, 1"})
    void clientSaysHowLongItWouldWait(String header, long millis) {
        for (String path : new String[] {COMPLETIONS, COMPATIBLE, COMPATIBLE_V1}) {
            ScriptedAnswer answer = engine.nextAnswer();
            answer.say("Hello.").finish();

            alice.post(path, body(path, false), "X-Max-Wait", header);

            assertThat(answer.request().maxWait())
                    .hasValueSatisfying(wait -> assertThat(wait.toMillis()).isEqualTo(millis));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0", "-1", "1h", "1e3", "0.0000000001", "9999999"})
    void waitThatIsNoneIsRefused(String header) {
        for (String path : new String[] {COMPLETIONS, COMPATIBLE, COMPATIBLE_V1}) {
            Answer answer = alice.post(path, body(path, true), "X-Max-Wait", header);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("X-Max-Wait");
        }
    }

    @ParameterizedTest
    @CsvSource({
        COMPATIBLE + ", true, REALTIME",
        COMPATIBLE + ", false, INTERACTIVE",
        COMPATIBLE_V1 + ", true, REALTIME",
        COMPATIBLE_V1 + ", false, INTERACTIVE"
    })
    void conversationThatStreamsIsTheMostUrgent(String path, boolean streamed, Priority priority) {
        ScriptedAnswer answer = engine.nextAnswer();
        answer.say("Hello.").finish();

        alice.post(path, body(path, streamed));

        assertThat(answer.request().priority()).isEqualTo(priority);
    }

    private static String body(String path, boolean streamed) {
        return path.equals(COMPLETIONS)
                ? "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"stream\": " + streamed + "}"
                : "{\"message\": \"Hi\", \"stream\": " + streamed + "}";
    }
}
