package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.EventLines;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Several answers to one request, and how likely their tokens were. */
@Timeout(30)
class ChoicesTests {

    private static final String COMPLETIONS = "/v1/chat/completions";

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @Test
    void everyChoiceIsAnAnswerOfItsOwnAndThePromptCountsOnce() {
        engine.nextAnswer().say("One").finish();
        engine.nextAnswer().say("Two", " two").finish(FinishReason.LENGTH);

        Answer answer = alice.post(COMPLETIONS, body("\"n\": 2"));

        assertThat(answer.json().at("/choices"))
                .hasToString("[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"One\"},"
                        + "\"finish_reason\":\"stop\"},"
                        + "{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":\"Two two\"},"
                        + "\"finish_reason\":\"length\"}]");
        assertThat(answer.json().at("/usage"))
                .hasToString("{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":4}}");
    }

    @Test
    void streamedChoicesComeAsTheyAreMade() {
        ScriptedAnswer first = engine.nextAnswer();
        ScriptedAnswer second = engine.nextAnswer();
        try (EventLines stream = alice.open(
                COMPLETIONS, body("\"n\": 2, \"stream\": true, \"stream_options\": {\"include_usage\": true}"))) {
            assertThat(List.of(delta(stream.event()), delta(stream.event())))
                    .containsExactlyInAnyOrder(
                            "0 {\"role\":\"assistant\",\"content\":\"\"}",
                            "1 {\"role\":\"assistant\",\"content\":\"\"}");
            second.say("Two");
            assertThat(delta(stream.event())).isEqualTo("1 {\"content\":\"Two\"}");
            first.say("One");
            assertThat(delta(stream.event())).isEqualTo("0 {\"content\":\"One\"}");
            second.finish(FinishReason.LENGTH);
            JsonNode end = stream.event();
            assertThat(delta(end)).isEqualTo("1 {}");
            assertThat(end.at("/choices/0/finish_reason").asString()).isEqualTo("length");
            first.say(" more").finish();
            List<JsonNode> rest = stream.rest();

            assertThat(delta(rest.getFirst())).isEqualTo("0 {\"content\":\" more\"}");
            assertThat(rest.get(1).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
            assertThat(rest.getLast().at("/choices")).isEmpty();
            assertThat(rest.getLast().at("/usage/prompt_tokens").asInt()).isEqualTo(7);
            assertThat(rest.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(3);
            assertThat(stream.lines()).containsOnlyOnce("data: [DONE]").endsWith("data: [DONE]", "");
        }
    }

    @Test
    void clientThatHangsUpEndsAllChoices() {
        List<ScriptedAnswer> answers =
                IntStream.range(0, 3).mapToObj(_ -> engine.nextAnswer()).toList();
        try (EventLines stream = alice.open(COMPLETIONS, body("\"n\": 3, \"stream\": true"))) {
            stream.event();
        }

        await().untilAsserted(() ->
                assertThat(answers).extracting(ScriptedAnswer::isCancelled).containsExactly(true, true, true));
    }

    @Test
    void choiceThatBreaksOffEndsTheOthers() {
        ScriptedAnswer first = engine.nextAnswer();
        ScriptedAnswer second = engine.nextAnswer();
        first.say("One").fail(new IllegalStateException("broken"));

        assertThat(alice.post(COMPLETIONS, body("\"n\": 2")).status()).isEqualTo(502);

        await().until(second::isCancelled);
    }

    @Test
    void logprobsOfEveryTokenComeWithTheWholeAnswer() {
        engine.nextAnswer()
                .sayWithLogprobs("Grü", -0.25, "Hi", -1.5)
                .sayWithLogprobs("ße", -0.5, "n", Double.NEGATIVE_INFINITY)
                .finish();

        Answer answer = alice.post(COMPLETIONS, body("\"logprobs\": true, \"top_logprobs\": 2"));

        assertThat(answer.json().at("/choices/0/logprobs/content"))
                .hasToString("[{\"token\":\"Grü\",\"logprob\":-0.25,\"bytes\":[71,114,195,188],\"top_logprobs\":["
                        + "{\"token\":\"Grü\",\"logprob\":-0.25,\"bytes\":[71,114,195,188]},"
                        + "{\"token\":\"Hi\",\"logprob\":-1.5,\"bytes\":[72,105]}]},"
                        + "{\"token\":\"ße\",\"logprob\":-0.5,\"bytes\":[195,159,101],\"top_logprobs\":["
                        + "{\"token\":\"ße\",\"logprob\":-0.5,\"bytes\":[195,159,101]},"
                        + "{\"token\":\"n\",\"logprob\":-9999.0,\"bytes\":[110]}]}]");
    }

    @Test
    void logprobsComeWithTheTextThatTheyBelongTo() {
        ScriptedAnswer answer = engine.nextAnswer();
        answer.sayWithLogprobs("One", -0.25, "Two", -1.5)
                .sayWithLogprobs(" two", -0.5, ".", -2)
                .finish();
        try (EventLines stream =
                alice.open(COMPLETIONS, body("\"logprobs\": true, \"top_logprobs\": 2, \"stream\": true"))) {
            List<JsonNode> events = stream.rest();

            assertThat(events).hasSize(4);
            assertThat(events.getFirst().at("/choices/0/logprobs").isMissingNode())
                    .isTrue();
            for (JsonNode event : events.subList(1, 3)) {
                assertThat(event.at("/choices/0/logprobs/content")).hasSize(1);
                assertThat(event.at("/choices/0/logprobs/content/0/token"))
                        .isEqualTo(event.at("/choices/0/delta/content"));
                assertThat(event.at("/choices/0/logprobs/content/0/top_logprobs"))
                        .hasSize(2);
            }
        }
        assertThat(answer.request().sampling().topLogprobs()).hasValue(2);
    }

    private static String delta(JsonNode chunk) {
        return chunk.at("/choices/0/index").asString() + " " + chunk.at("/choices/0/delta");
    }

    private static String body(String further) {
        return "{\"messages\": [{\"role\": \"user\", \"content\": \"Count.\"}], " + further + "}";
    }
}
