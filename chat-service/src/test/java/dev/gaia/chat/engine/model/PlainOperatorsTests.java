package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.GoldenFiles;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a GPU runs, run on the processor: the same forward pass with operators that every device has. */
@Tag("native")
class PlainOperatorsTests {

    private static final int[] TOKENS =
            IntStream.range(0, 20).map(i -> i * 7 % 50).toArray();
    private static final int[] BLOCKS = {3, 1};

    @ParameterizedTest
    @CsvSource({
        "llama, FP32, 1e-4",
        "mistral-window8, FP32, 1e-4",
        "qwen2, FP32, 1e-4",
        "qwen3, FP32, 1e-4",
        "llama, BF16, 0.1"
    })
    void logitsAreThoseOfTheProcessorsOwnOperators(String model, Precision precision, float tolerance)
            throws IOException {
        float[][] own = logits(model, new Numerics(precision, Device.CPU, false));
        float[][] plain = logits(model, new Numerics(precision, Device.CPU, true));

        assertThat(plain[0]).containsExactly(own[0], Offset.offset(tolerance));
        assertThat(plain[1]).containsExactly(own[1], Offset.offset(tolerance));
    }

    /** After a prompt, and after one token more. */
    private static float[][] logits(String name, Numerics numerics) throws IOException {
        try (ModelFile file = ModelFile.open(GoldenFiles.path("tiny/" + name));
                TorchModel model = TorchModel.load(file, file.config(), numerics, 4, 32)) {
            float[] prompt = model.step(List.of(new Piece(TOKENS, 0, BLOCKS, 1)))[0].clone();
            float[] next = model.step(List.of(new Piece(new int[] {7}, TOKENS.length, BLOCKS, 1)))[0].clone();
            return new float[][] {prompt, next};
        }
    }

    @Test
    void scriptForAGpuNamesItAndNoOperatorOfTheProcessor() throws IOException {
        try (ModelFile file = ModelFile.open(GoldenFiles.path("tiny/llama"))) {
            String script = LlamaScript.of(file.config(), new Numerics(Precision.BF16, Device.CUDA))
                    .source();

            assertThat(script).contains("torch.device(\"cuda\")").doesNotContain("mkldnn", "\"cpu\"");
        }
    }
}
