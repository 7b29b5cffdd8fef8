package dev.gaia.chat.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The real sentence model behind the running service. */
@Tag("native")
@Timeout(60)
class EmbeddingsHttpTests {

    private static final String PATH = "/v1/embeddings";

    private final ChatServer server = ChatServer.shared();
    private final ChatClient alice = server.newCaller();

    @Test
    void textsOfLikeMeaningAreCloserThanOthers() {
        Answer answer = alice.post(PATH, """
                {"model": "all-minilm-l6-v2", "input": ["A cat sleeps on the sofa.",
                 "A kitten is napping on the couch.", "Interest rates rose in March."]}""");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/object")).isEqualTo("list");
        assertThat(answer.text("/model")).isEqualTo("all-minilm-l6-v2");
        assertThat(answer.json().at("/data")).hasSize(3);
        assertThat(answer.json().at("/data/2/index").asInt()).isEqualTo(2);
        assertThat(answer.text("/data/2/object")).isEqualTo("embedding");
        float[] cat = vector(answer, 0);
        assertThat(cosine(cat, cat)).isCloseTo(1, within(1e-5));
        assertThat(cosine(cat, vector(answer, 1))).isGreaterThan(0.6);
        assertThat(cosine(cat, vector(answer, 2))).isLessThan(0.2);
    }

    @Test
    void wordPiecesAreCountedWithoutTheMarksAroundThem() {
        Answer answer = alice.post(PATH, "{\"input\": [\"hello world\", \"hello\"]}");

        assertThat(answer.json().at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(answer.json().at("/usage/total_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void base64HoldsTheSameNumbers() {
        float[] numbers = vector(alice.post(PATH, "{\"input\": \"The sea.\", \"dimensions\": 384}"), 0);
        Answer encoded = alice.post(PATH, "{\"input\": \"The sea.\", \"encoding_format\": \"base64\"}");

        float[] decoded = new float[384];
        ByteBuffer.wrap(Base64.getDecoder().decode(encoded.text("/data/0/embedding")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(decoded);

        assertThat(decoded).isEqualTo(numbers);
    }

    @Test
    void vectorOfATextDoesNotDependOnThoseBesideIt() {
        float[] alone = vector(alice.post(PATH, "{\"input\": \"The sea.\"}"), 0);

        Answer together = alice.post(PATH, "{\"input\": [\"" + "A long text. ".repeat(50) + "\", \"The sea.\"]}");

        assertThat(vector(together, 1)).isEqualTo(alone);
    }

    @Test
    void whatStandsLateInALongTextCounts() {
        String long300 = "word ".repeat(300);
        float[] sea = vector(alice.post(PATH, "{\"input\": \"%sthe sea is blue\"}".formatted(long300)), 0);
        float[] bank = vector(alice.post(PATH, "{\"input\": \"%sbanking regulations act\"}".formatted(long300)), 0);

        assertThat(cosine(sea, bank)).isLessThan(0.99);
    }

    @Test
    void textThatIsTooLongIsRefusedAndNotCut() {
        assertThat(alice.post(PATH, "{\"input\": \"" + "word ".repeat(510) + "\"}")
                        .status())
                .isEqualTo(200);

        Answer refused = alice.post(PATH, "{\"input\": [\"short\", \"" + "word ".repeat(511) + "\"]}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/error/message"))
                .contains("input[1] has 511 tokens")
                .contains("510");
    }

    @Test
    void textsThatAreTooLongTogetherAreRefused() {
        String text = "\"" + "word ".repeat(500) + "\"";
        String texts =
                String.join(",", IntStream.range(0, 33).mapToObj(_ -> text).toList());

        Answer refused = alice.post(PATH, "{\"input\": [" + texts + "]}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/error/message")).contains("16500 tokens together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"input\": null}",
                "{\"input\": []}",
                "{\"input\": \"  \"}",
                "{\"input\": [\"a\", \"\"]}",
                "{\"input\": [1, 2, 3]}",
                "{\"input\": [[1, 2], [3]]}",
                "{\"input\": {\"text\": \"a\"}}",
                "{\"input\": \"a\", \"dimensions\": 256}",
                "{\"input\": \"a\", \"encoding_format\": \"int8\"}"
            })
    void whatCannotBeEmbeddedIsRefused(String body) {
        Answer refused = alice.post(PATH, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/error/code")).isEqualTo("invalid_parameter");
        assertThat(refused.text("/error/type")).isEqualTo("invalid_request_error");
    }

    @Test
    void moreThan256TextsAreRefused() {
        String texts =
                String.join(",", IntStream.range(0, 257).mapToObj(_ -> "\"a\"").toList());

        assertThat(alice.post(PATH, "{\"input\": [" + texts + "]}").status()).isEqualTo(400);
    }

    @Test
    void otherModelIsNotFound() {
        Answer refused = alice.post(PATH, "{\"input\": \"a\", \"model\": \"scripted\"}");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text("/error/code")).isEqualTo("model_not_found");
    }

    @Test
    void onlyCallersWithTheScopeAreServed() {
        String body = "{\"input\": \"a\"}";

        assertThat(new ChatClient(server.address(), null).post(PATH, body).status())
                .isEqualTo(401);
        assertThat(server.client(server.tokens().token(UUID.randomUUID(), "assets"))
                        .post(PATH, body)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void langChain4jsClientUnderstandsIt() {
        EmbeddingModel client = OpenAiEmbeddingModel.builder()
                .baseUrl(server.address() + "/v1")
                .apiKey(server.tokens().token(UUID.randomUUID(), "chat"))
                .modelName("all-minilm-l6-v2")
                .maxRetries(0)
                .build();

        var answer = client.embedAll(List.of(TextSegment.from("hello world"), TextSegment.from("hello")));

        assertThat(answer.content()).hasSize(2);
        assertThat(answer.content().getFirst().dimension()).isEqualTo(384);
        assertThat(Objects.requireNonNull(answer.tokenUsage()).inputTokenCount())
                .isEqualTo(3);
    }

    private static float[] vector(Answer answer, int index) {
        JsonNode numbers = answer.json().at("/data/" + index + "/embedding");
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i).floatValue();
        }
        return vector;
    }

    private static double cosine(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] * other[i])
                .sum();
    }
}
