package dev.gaia.chat.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.DefaultModelVocabulary;
import dev.gaia.chat.engine.GoldenFiles;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class IncrementalDecoderTests {

    private static final TokenBytes BYTES = new TokenBytes(DefaultModelVocabulary.read());

    @ParameterizedTest
    @MethodSource("cases")
    void textLeavesAsSoonAsItIsWholeAndNotBefore(JsonNode golden) throws IOException {
        IncrementalDecoder decoder = new IncrementalDecoder(BYTES);
        StringBuilder whole = new StringBuilder();
        for (JsonNode step : golden.get("steps")) {
            String text = decoder.append(step.get("id").asInt());
            assertThat(text).isEqualTo(step.get("text").asString());
            whole.append(text);
        }
        assertThat(decoder.flush()).isEqualTo(golden.get("flush").asString());
        assertThat(whole + golden.get("flush").asString())
                .isEqualTo(golden.get("whole").asString());
    }

    static Stream<JsonNode> cases() {
        return GoldenFiles.json("tokenizer/incremental.json").valueStream();
    }
}
