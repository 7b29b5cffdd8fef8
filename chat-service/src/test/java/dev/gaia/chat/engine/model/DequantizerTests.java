package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.GoldenFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class DequantizerTests {

    @ParameterizedTest
    @EnumSource(
            value = GgmlType.class,
            names = {"F32"},
            mode = EnumSource.Mode.EXCLUDE)
    void blocksWidenToTheReferenceValues(GgmlType type) {
        float[] expected = GoldenFiles.floats("tiny/quants.safetensors", type + ".values");
        MemorySegment blocks = MemorySegment.ofBuffer(GoldenFiles.tensor("tiny/quants.safetensors", type + ".blocks"));

        float[] values = Dequantizer.floats(type, blocks, expected.length);

        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(values[i] - expected[i])).isLessThanOrEqualTo(Math.ulp(expected[i]));
        }
    }

    @Test
    void defaultModelHasTheReferenceWeights() throws IOException {
        try (GgufFile file = GgufFile.open(GoldenFiles.defaultModel())) {
            for (JsonNode expected : GoldenFiles.json("smollm2/weights.json")) {
                TensorInfo tensor = file.tensor(expected.get("name").asString());
                float[] values = Dequantizer.floats(tensor);

                assertThat(tensor.type()).hasToString(expected.get("type").asString());
                assertThat(values[0])
                        .isEqualTo((float) expected.get("first4").get(0).asDouble(), within(values[0]));
                double sum = 0;
                double squares = 0;
                for (float value : values) {
                    sum += value;
                    squares += (double) value * value;
                }
                double norm = expected.get("l2").asDouble();
                assertThat(Math.sqrt(squares)).isCloseTo(norm, org.assertj.core.data.Offset.offset(norm * 1e-4));
                assertThat(sum)
                        .isCloseTo(
                                expected.get("sum").asDouble(),
                                org.assertj.core.data.Offset.offset(1e-4
                                        * Math.max(
                                                1, Math.abs(expected.get("sum").asDouble()))));
            }
        }
    }

    /** The reference prints six digits. */
    private static org.assertj.core.data.Offset<Float> within(float value) {
        return org.assertj.core.data.Offset.offset(Math.abs(value) * 1e-5f);
    }
}
