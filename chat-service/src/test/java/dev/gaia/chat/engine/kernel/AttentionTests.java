package dev.gaia.chat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionTests {

    private static final int BLOCKS = 40;
    private static final int LAYERS = 2;
    private static final int LAYER = 1;

    private final Arena arena = Arena.ofAuto();
    private final Workers workers = new Workers(2);
    private final Random random = new Random(5);

    @BeforeEach
    void onlyWhereThereIsSuchAVectorUnit() {
        assumeTrue(VectorUnit.isSupported());
    }

    @AfterEach
    void endWorkers() {
        workers.close();
    }

    @ParameterizedTest(name = "{0} key heads with {1} queries each of size {2}")
    @CsvSource({"3, 3, 64", "2, 7, 64", "1, 9, 64", "2, 4, 128", "1, 1, 256", "1, 2, 16", "2, 5, 80"})
    void everyTokenSeesItsOwnPastAndNothingElse(int keyHeads, int queries, int headSize) {
        int[] positions = {0, 1, 14, 15, 16, 100, 159};
        int[] sequences = {0, 1, 2, 3, 2, 1, 0};
        int width = keyHeads * (queries + 2) * headSize;
        KeyValueMemory memory = new KeyValueMemory(BLOCKS, LAYERS, keyHeads, headSize, arena);
        BlockTables tables = shuffledTables();
        FloatRows[] pasts = new FloatRows[4];
        for (int sequence = 0; sequence < pasts.length; sequence++) {
            pasts[sequence] = past(memory, tables, sequence, keyHeads, queries, headSize, width);
        }
        FloatRows rows = random(positions.length, width);
        FloatRows out = FloatRows.allocate(positions.length, keyHeads * queries * headSize, arena);

        new Attention(memory, tables, queries, workers, arena)
                .apply(LAYER, sequences.length, sequences, positions, rows, out, workers);

        for (int token = 0; token < positions.length; token++) {
            for (int query = 0; query < keyHeads * queries; query++) {
                float[] expected = attended(
                        rows, token, query, pasts[sequences[token]], positions[token] + 1, keyHeads, queries, headSize);
                for (int i = 0; i < headSize; i++) {
                    assertThat(out.get(token, query * headSize + i)).isCloseTo(expected[i], Offset.offset(2e-5f));
                }
            }
        }
    }

    private BlockTables shuffledTables() {
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(i);
        }
        Collections.shuffle(blocks, random);
        BlockTables tables = new BlockTables(4, BLOCKS / 4, arena);
        int[] shuffled = blocks.stream().mapToInt(Integer::intValue).toArray();
        for (int sequence = 0; sequence < 4; sequence++) {
            tables.set(sequence, Arrays.copyOfRange(shuffled, sequence * BLOCKS / 4, (sequence + 1) * BLOCKS / 4));
        }
        return tables;
    }

    private FloatRows past(
            KeyValueMemory memory,
            BlockTables tables,
            int sequence,
            int keyHeads,
            int queries,
            int headSize,
            int width) {
        int tokens = tables.width() * KeyValueMemory.BLOCK_TOKENS;
        FloatRows rows = random(tokens, width);
        for (int token = 0; token < tokens; token++) {
            for (int head = 0; head < keyHeads; head++) {
                int key = (keyHeads * queries + head) * headSize;
                memory.put(
                        tables.get(sequence, token / KeyValueMemory.BLOCK_TOKENS),
                        token % KeyValueMemory.BLOCK_TOKENS,
                        LAYER,
                        head,
                        rows,
                        token,
                        key,
                        key + keyHeads * headSize);
            }
        }
        return rows;
    }

    private static float[] attended(
            FloatRows rows, int token, int query, FloatRows past, int tokens, int keyHeads, int queries, int headSize) {
        int key = (keyHeads * queries + query / queries) * headSize;
        int value = key + keyHeads * headSize;
        double[] weights = new double[tokens];
        double sum = 0;
        for (int t = 0; t < tokens; t++) {
            double score = 0;
            for (int i = 0; i < headSize; i++) {
                score += rows.get(token, query * headSize + i) * half(past.get(t, key + i));
            }
            weights[t] = Math.exp(score);
            sum += weights[t];
        }
        float[] expected = new float[headSize];
        for (int i = 0; i < headSize; i++) {
            double total = 0;
            for (int t = 0; t < tokens; t++) {
                total += weights[t] / sum * half(past.get(t, value + i));
            }
            expected[i] = (float) total;
        }
        return expected;
    }

    private static double half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    private FloatRows random(int rows, int width) {
        FloatRows values = FloatRows.allocate(rows, width, arena);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < width; i++) {
                values.set(row, i, (float) random.nextGaussian() * 0.4f);
            }
        }
        return values;
    }
}
