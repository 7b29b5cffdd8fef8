package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.EventLines;
import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's chat completions, over HTTP as its reference defines them. */
@Timeout(30)
class OpenAiChatTests {

    private static final String COMPLETIONS = "/v1/chat/completions";
    private static final String MESSAGES = "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {COMPLETIONS, "/api/v1/chat/completions"})
    void wholeAnswerHasOpenAisForm(String path) {
        engine.nextAnswer().say("Hel", "lo.").finish();

        Answer answer = alice.post(path, body("\"model\": \"scripted\""));

        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder("id", "object", "created", "model", "choices", "usage");
        assertThat(answer.text("/id")).startsWith("chatcmpl-");
        assertThat(answer.text("/object")).isEqualTo("chat.completion");
        assertThat(answer.text("/model")).isEqualTo("scripted");
        assertThat(json.at("/created").isIntegralNumber()).isTrue();
        assertThat(json.at("/choices")).hasSize(1);
        assertThat(answer.text("/choices/0/message/role")).isEqualTo("assistant");
        assertThat(answer.text("/choices/0/message/content")).isEqualTo("Hello.");
        assertThat(answer.text("/choices/0/finish_reason")).isEqualTo("stop");
        assertThat(json.at("/usage"))
                .hasToString("{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":4}}");
        assertThat(alice.get("/api/v1/conversations").json().at("/conversations"))
                .isEmpty();
    }

    @Test
    void answerThatMetItsLimitSaysSo() {
        engine.nextAnswer().say("Hel").finish(FinishReason.LENGTH);

        assertThat(alice.post(COMPLETIONS, body("\"max_tokens\": 1")).text("/choices/0/finish_reason"))
                .isEqualTo("length");
    }

    @Test
    void streamBeginsWithTheRoleAndEndsWithTheReasonAndDone() {
        ScriptedAnswer answer = engine.nextAnswer();
        try (EventLines stream = alice.open(COMPLETIONS, body("\"stream\": true"))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            JsonNode role = stream.event(); // while the model is silent
            assertThat(role.at("/choices/0/delta")).hasToString("{\"role\":\"assistant\",\"content\":\"\"}");
            answer.say("Hel");
            JsonNode first = stream.event(); // as it is made, though it is half a word
            assertThat(first.at("/choices/0/delta")).hasToString("{\"content\":\"Hel\"}");
            assertThat(first.at("/choices/0/finish_reason").isNull()).isTrue();
            answer.say("lo").finish();
            List<JsonNode> rest = stream.rest();

            assertThat(rest).hasSize(2);
            assertThat(rest.getFirst().at("/choices/0/delta/content").asString())
                    .isEqualTo("lo");
            assertThat(rest.getLast().at("/choices/0"))
                    .hasToString("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");
            for (JsonNode chunk : List.of(role, first, rest.getFirst(), rest.getLast())) {
                assertThat(chunk.propertyNames())
                        .containsExactlyInAnyOrder("id", "object", "created", "model", "choices");
                assertThat(chunk.at("/object").asString()).isEqualTo("chat.completion.chunk");
                assertThat(chunk.at("/id")).isEqualTo(role.at("/id"));
                assertThat(chunk.at("/created")).isEqualTo(role.at("/created"));
            }
            assertThat(stream.lines()).endsWith("data: [DONE]", "");
        }
    }

    @Test
    void usageComesInAChunkOfItsOwnWhenItIsAskedFor() {
        engine.nextAnswer().say("Hello.").finish();
        try (EventLines stream =
                alice.open(COMPLETIONS, body("\"stream\": true, \"stream_options\": {\"include_usage\": true}"))) {
            JsonNode last = stream.rest().getLast();

            assertThat(last.at("/choices")).isEmpty();
            assertThat(last.at("/usage"))
                    .hasToString("{\"prompt_tokens\":7,\"completion_tokens\":1,\"total_tokens\":8,"
                            + "\"prompt_tokens_details\":{\"cached_tokens\":4}}");
        }
    }

    @Test
    void streamThatBreaksOffEndsInAnErrorObjectAndWithoutDone() {
        engine.nextAnswer().say("Hel").fail(new IllegalStateException("out of memory at 0x7f"));
        try (EventLines stream = alice.open(COMPLETIONS, body("\"stream\": true"))) {
            JsonNode last = stream.rest().getLast();

            assertThat(last.propertyNames()).containsExactly("error");
            assertThat(last.at("/error/type").asString()).isEqualTo("server_error");
            assertThat(stream.lines()).noneMatch(line -> line.contains("[DONE]") || line.contains("0x7f"));
        }
    }

    @Test
    void clientThatHangsUpEndsTheGeneration() {
        ScriptedAnswer answer = engine.nextAnswer();
        try (EventLines stream = alice.open(COMPLETIONS, body("\"stream\": true"))) {
            stream.event();
        }

        await().atMost(Duration.ofSeconds(1)).until(answer::isCancelled);
    }

    @Test
    void parametersReachTheModel() {
        ScriptedAnswer answer = engine.nextAnswer();
        answer.say("Hello.").finish();

        alice.post(COMPLETIONS, """
                {"model": "scripted", "temperature": 0.5, "top_p": 0.25, "presence_penalty": -1,
                 "frequency_penalty": 1.5, "seed": 42, "max_tokens": 3, "max_completion_tokens": 5,
                 "stop": ["\\n", "END"], "user": "u-1", "n": 1, "metadata": {"a": "b"}, "store": false,
                 "logprobs": false, "tools": [], "tool_choice": "none", "response_format": {"type": "text"},
                 "messages": [
                   {"role": "developer", "content": "Be brief."},
                   {"role": "user", "content": [{"type": "text", "text": "One "}, {"type": "text", "text": "two"}],
                    "name": "ada"},
                   {"role": "assistant", "content": null},
                   {"role": "user", "content": "Three"}]}""");

        assertThat(answer.request())
                .isEqualTo(new GenerationRequest(
                        List.of(
                                new ChatMessage(Role.SYSTEM, "Be brief."),
                                new ChatMessage(Role.USER, "One two"),
                                new ChatMessage(Role.ASSISTANT, ""),
                                new ChatMessage(Role.USER, "Three")),
                        new Sampling(0.5, 0.25, 0, -1, 1.5, OptionalLong.of(42)),
                        5,
                        List.of("\n", "END"),
                        1,
                        answer.request().caller(),
                        Priority.INTERACTIVE,
                        Optional.empty()));
    }

    @Test
    void parametersOfVllmReachTheModel() {
        ScriptedAnswer answer = engine.nextAnswer();
        answer.say("Hello.").finish();

        alice.post(COMPLETIONS, body("""
                "top_k": 40, "min_p": 0.1, "repetition_penalty": 1.2, "stop_token_ids": [2, 7]"""));

        Sampling sampling = answer.request().sampling();
        assertThat(sampling.topK()).isEqualTo(40);
        assertThat(sampling.minP()).isEqualTo(0.1);
        assertThat(sampling.repetitionPenalty()).isEqualTo(1.2);
        assertThat(sampling.stopTokens()).containsExactlyInAnyOrder(2, 7);
    }

    @ParameterizedTest
    @CsvSource({"priority, REALTIME", "default, INTERACTIVE", "auto, INTERACTIVE", "flex, BATCH"})
    void serviceTierIsThePriorityAndComesBack(String tier, Priority priority) {
        ScriptedAnswer whole = engine.nextAnswer();
        whole.say("Hello.").finish();
        ScriptedAnswer streamed = engine.nextAnswer();
        streamed.say("Hello.").finish();
        String asked = "\"service_tier\": \"" + tier + "\"";

        assertThat(alice.post(COMPLETIONS, body(asked)).text("/service_tier")).isEqualTo(tier);
        try (EventLines stream = alice.open(COMPLETIONS, body(asked + ", \"stream\": true"))) {
            assertThat(stream.rest())
                    .allSatisfy(chunk ->
                            assertThat(chunk.at("/service_tier").asString()).isEqualTo(tier));
        }
        assertThat(whole.request().priority()).isEqualTo(priority);
        assertThat(streamed.request().priority()).isEqualTo(priority);
    }

    @Test
    void formAndBiasReachTheModel() {
        ScriptedAnswer answer = engine.nextAnswer();
        answer.say("{}").finish();

        alice.post(COMPLETIONS, body("""
                "logit_bias": {"7": -100, "9": 2.5},
                "response_format": {"type": "json_schema", "json_schema": {"name": "colour", "strict": true, "schema":
                  {"type": "object", "properties": {"b": {"enum": ["x", null, 1]}, "a": {"type": "boolean"}},
                   "required": ["b", "a"], "additionalProperties": false}}}"""));

        Sampling sampling = answer.request().sampling();
        assertThat(sampling.logitBias()).isEqualTo(Map.of(7, -100.0, 9, 2.5));
        assertThat(sampling.format())
                .isInstanceOfSatisfying(
                        AnswerFormat.JsonSchema.class,
                        form -> assertThat(form.schema())
                                .hasToString("{type=object, properties={b={enum=[x, null, 1]}, a={type=boolean}}, "
                                        + "required=[b, a], additionalProperties=false}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"response_format\": {\"type\": \"xml\"}",
                "\"response_format\": {\"type\": \"json_schema\"}",
                "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": true}}",
                "\"logit_bias\": {\"Paris\": 1}",
                "\"logit_bias\": {\"7\": 101}"
            })
    void formOrBiasThatMakesNoSenseIsRefused(String parameter) {
        assertThat(alice.post(COMPLETIONS, body(parameter)).status()).isEqualTo(400);
    }

    @Test
    void engineKnowsCallersApart() {
        List<String> callers = new ArrayList<>();
        for (ChatClient client : List.of(alice, alice, server.newCaller())) {
            ScriptedAnswer answer = engine.nextAnswer();
            answer.say("Hello.").finish();
            client.post(COMPLETIONS, body(""));
            callers.add(answer.request().caller());
        }

        assertThat(callers.get(0)).isNotBlank().isEqualTo(callers.get(1)).isNotEqualTo(callers.get(2));
    }

    @Test
    void parametersThatAreNullAreAsIfTheyWereNotThere() {
        ScriptedAnswer answer = engine.nextAnswer();
        answer.say("Hello.").finish();

        Answer response = alice.post(COMPLETIONS, body("""
                "model": null, "temperature": null, "top_p": null, "max_tokens": null, "max_completion_tokens": null,
                "stop": null, "seed": null, "presence_penalty": null, "frequency_penalty": null, "n": null,
                "stream": null, "stream_options": null, "logprobs": null, "top_logprobs": null, "logit_bias": null,
                "tools": null, "tool_choice": null, "functions": null, "function_call": null,
                "service_tier": null, "top_k": null, "min_p": null, "repetition_penalty": null, "stop_token_ids": null,
                "response_format": null, "modalities": null, "audio": null, "web_search_options": null, "user": null"""));

        assertThat(response.status()).isEqualTo(200);
        assertThat(answer.request().sampling()).isEqualTo(new Sampling(1, 1, 0, 0, 0, OptionalLong.empty()));
        assertThat(answer.request().stop()).isEmpty();
    }

    @Test
    void stopMayBeOneText() {
        ScriptedAnswer answer = engine.nextAnswer();
        answer.say("Hello.").finish();

        alice.post(COMPLETIONS, body("\"stop\": \"END\", \"max_tokens\": 3"));

        assertThat(answer.request().stop()).containsExactly("END");
        assertThat(answer.request().maxTokens()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\": 2.1",
                "\"temperature\": -0.1",
                "\"top_p\": 0",
                "\"top_p\": 1.1",
                "\"presence_penalty\": 3",
                "\"frequency_penalty\": -3",
                "\"max_tokens\": 0",
                "\"max_completion_tokens\": -1",
                "\"stop\": [\"1\", \"2\", \"3\", \"4\", \"5\"]",
                "\"stop\": [1]",
                "\"stop\": {\"text\": \"END\"}",
                "\"n\": 9",
                "\"n\": 0",
                "\"top_logprobs\": 2",
                "\"top_logprobs\": 2, \"logprobs\": false",
                "\"top_logprobs\": 21, \"logprobs\": true",
                "\"service_tier\": \"fast\"",
                "\"top_k\": -2",
                "\"min_p\": 1.5",
                "\"repetition_penalty\": 0",
                "\"stop_token_ids\": [null]",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]",
                "\"tool_choice\": \"required\"",
                "\"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"f\"}}",
                "\"functions\": [{\"name\": \"f\"}]",
                "\"function_call\": {\"name\": \"f\"}",
                "\"modalities\": [\"text\", \"audio\"]",
                "\"audio\": {\"voice\": \"alloy\", \"format\": \"mp3\"}",
                "\"web_search_options\": {}",
            })
    void parameterThatCannotBeUsedIsRefusedByName(String parameter) {
        for (String path : List.of(COMPLETIONS, "/api/v1/chat/completions")) {
            Answer answer = alice.post(path, body(parameter));

            assertThat(answer.status()).isEqualTo(400);
            String name = parameter.substring(1, parameter.indexOf('"', 1));
            assertThat(answer.body()).contains(name.startsWith("max_") ? "max_" : name);
        }
        assertThat(alice.post(COMPLETIONS, body(parameter)).text("/error/code")).isEqualTo("invalid_parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\": \"wizard\", \"content\": \"Hi\"}",
                "{\"role\": null, \"content\": \"Hi\"}",
                "{\"content\": \"Hi\"}",
                "{\"role\": \"tool\", \"content\": \"21\", \"tool_call_id\": \"1\"}",
                "{\"role\": \"user\", \"content\": 5}",
                "{\"role\": \"user\", \"content\": {\"text\": \"Hi\"}}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:\"}}]}",
                "{\"role\": \"user\", \"content\": [\"Hi\"]}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": 5}]}",
                "{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"1\", \"type\": \"function\"}]}",
                "null",
            })
    void messageThatCannotBeUsedIsRefused(String message) {
        assertOpenAiError(
                alice.post(COMPLETIONS, "{\"messages\": [%s]}".formatted(message)), 400, "invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"messages\": []}",
                "{\"messages\": \"Hi\"}",
                "{\"messages\": [\"Hi\"]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"temperature\": \"hot\"}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"max_tokens\": 1.5}",
                "{\"messages\"",
                "",
            })
    void bodyThatIsNoRequestIsRefused(String body) {
        assertOpenAiError(alice.post(COMPLETIONS, body), 400, "invalid_request_error");
    }

    @Test
    void refusalsAreOpenAisErrorObjects() {
        assertThat(assertOpenAiError(
                                alice.post(COMPLETIONS, body("\"model\": \"gpt-9\"")), 404, "invalid_request_error")
                        .text("/error/code"))
                .isEqualTo("model_not_found");
        assertOpenAiError(
                new ChatClient(server.address(), null).post(COMPLETIONS, body("")), 401, "authentication_error");
        assertOpenAiError(
                server.client(server.tokens().token(UUID.randomUUID(), "assets"))
                        .post(COMPLETIONS, body("")),
                403,
                "permission_error");
        assertOpenAiError(
                alice.post(
                        COMPLETIONS,
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}".formatted("word ".repeat(70))),
                413,
                "invalid_request_error");
        engine.beFullOnce(Duration.ofSeconds(9));
        assertThat(assertOpenAiError(alice.post(COMPLETIONS, body("\"stream\": true")), 429, "rate_limit_error")
                        .header("Retry-After"))
                .isEqualTo("9");
        engine.nextAnswer().say("Hel").fail(new IllegalStateException("out of memory"));
        assertOpenAiError(alice.post(COMPLETIONS, body("")), 502, "server_error");
    }

    @Test
    void modelThatCannotBeHadIsSaidWithWhatToDo() {
        engine.refuseOnce(new Admission.ModelUnavailable("All others are in use.", Duration.ofSeconds(5)));
        assertThat(assertOpenAiError(alice.post(COMPLETIONS, body("")), 503, "server_error")
                        .header("Retry-After"))
                .isEqualTo("5");
        engine.refuseOnce(new Admission.ModelRefused("The file is cut short."));
        Answer refused = assertOpenAiError(alice.post(COMPLETIONS, body("")), 503, "server_error");
        assertThat(refused.header("Retry-After")).isNull();
        assertThat(refused.text("/error/code")).isEqualTo("model_refused");
        assertThat(refused.text("/error/message")).contains("cut short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/completions", "/v1/images/generations", "/v1/models/gpt-9"})
    void whatIsNotHereIsSaidInOpenAisForm(String path) {
        assertThat(assertOpenAiError(alice.get(path), 404, "invalid_request_error")
                        .text("/error/code"))
                .endsWith("not_found");
    }

    @Test
    void modelsAreListedAndFoundByName() {
        Answer list = alice.get("/v1/models");

        assertThat(list.text("/object")).isEqualTo("list");
        assertThat(list.json()
                        .at("/data")
                        .valueStream()
                        .map(model -> model.at("/id").asString()))
                .containsExactly("scripted", "all-minilm-l6-v2");
        JsonNode model = list.json().at("/data/0");
        assertThat(model.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "object", "created", "owned_by", "precision", "context_tokens", "state");
        assertThat(model.at("/id").asString()).isEqualTo("scripted");
        assertThat(model.at("/object").asString()).isEqualTo("model");
        assertThat(model.at("/precision").asString()).isEqualTo("scripted");
        assertThat(model.at("/context_tokens").asInt()).isEqualTo(64);
        assertThat(model.at("/state").asString()).isEqualTo("loaded");
        assertThat(alice.get("/v1/models/scripted").json()).isEqualTo(model);
        assertThat(alice.get("/v1/models/all-minilm-l6-v2").text("/owned_by")).isEqualTo("local");
    }

    private static Answer assertOpenAiError(Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("error");
        assertThat(answer.json().at("/error").propertyNames())
                .containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(answer.text("/error/type")).isEqualTo(type);
        assertThat(answer.text("/error/message")).isNotBlank();
        return answer;
    }

    private static String body(String further) {
        return "{" + MESSAGES + (further.isEmpty() ? "" : ", " + further) + "}";
    }
}
