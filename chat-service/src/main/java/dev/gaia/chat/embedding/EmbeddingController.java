package dev.gaia.chat.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Embeddings as OpenAI's SDKs ask for them. */
@RestController
class EmbeddingController {

    private static final int MOST_CHARACTERS = 16_384;

    private final Embeddings embeddings;

    EmbeddingController(Embeddings embeddings) {
        this.embeddings = embeddings;
    }

    /** @param input a text or a list of texts */
    record CreateEmbeddings(
            @Nullable JsonNode input,
            @Nullable String model,
            @Nullable String encodingFormat,
            @Nullable Integer dimensions) {

        List<String> texts() {
            if (input == null || input.isNull()) {
                throw invalid("input must be a text or a list of texts.");
            }
            List<JsonNode> nodes = input.isArray() ? input.valueStream().toList() : List.of(input);
            if (nodes.isEmpty() || nodes.size() > Embeddings.MOST_TEXTS) {
                throw invalid("input must hold 1 to " + Embeddings.MOST_TEXTS + " texts.");
            }
            return IntStream.range(0, nodes.size())
                    .mapToObj(i -> text(nodes.get(i), i))
                    .toList();
        }

        private static String text(JsonNode node, int index) {
            if (!node.isString()) {
                throw invalid("input must be a text or a list of texts; tokens are not taken.");
            }
            String text = node.asString();
            if (text.isBlank() || text.length() > MOST_CHARACTERS) {
                throw invalid("input[" + index + "] must have 1 to " + MOST_CHARACTERS + " characters, not all blank.");
            }
            return text;
        }

        boolean wantsBase64() {
            return switch (encodingFormat == null ? "float" : encodingFormat) {
                case "float" -> false;
                case "base64" -> true;
                default -> throw invalid("encoding_format must be float or base64.");
            };
        }

        void refuseOtherModels() {
            if (model != null && !model.isBlank() && !model.equals(SentenceModel.ID)) {
                throw EmbeddingProblem.MODEL_NOT_FOUND.exception(
                        "There is no model '" + model + "' for embeddings; " + SentenceModel.ID + " is here.");
            }
            if (dimensions != null && dimensions != SentenceModel.DIMENSIONS) {
                throw invalid("dimensions must be " + SentenceModel.DIMENSIONS + ".");
            }
        }

        private static RuntimeException invalid(String detail) {
            return EmbeddingProblem.INVALID_PARAMETER.exception(detail);
        }
    }

    /** @param embedding numbers, or their bytes in base64 */
    record Embedding(String object, int index, Object embedding) {}

    record Usage(int promptTokens, int totalTokens) {}

    record EmbeddingList(String object, List<Embedding> data, String model, Usage usage) {}

    @PostMapping("/v1/embeddings")
    Mono<ResponseEntity<EmbeddingList>> create(@RequestBody CreateEmbeddings request) {
        return Mono.defer(() -> {
            request.refuseOtherModels();
            boolean base64 = request.wantsBase64();
            return embeddings
                    .embed(request.texts())
                    .map(embedded -> ResponseEntity.ok()
                            // What the gateway charges, as it does for answers.
                            .header("X-Gaia-Tokens", Integer.toString(embedded.pieces()))
                            .body(list(embedded, base64)));
        });
    }

    private static EmbeddingList list(Embeddings.Embedded embedded, boolean base64) {
        List<float[]> vectors = embedded.vectors();
        return new EmbeddingList(
                "list",
                IntStream.range(0, vectors.size())
                        .mapToObj(i -> new Embedding("embedding", i, base64 ? base64(vectors.get(i)) : vectors.get(i)))
                        .toList(),
                SentenceModel.ID,
                new Usage(embedded.pieces(), embedded.pieces()));
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
