package dev.gaia.chat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTests {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyRoundRunsOnceBeforeTheLoopReturns(int count) {
        try (Workers workers = new Workers(count)) {
            for (int loop = 0; loop < 3_000; loop++) {
                int rounds = loop % 23;
                AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, rounds));
                workers.run(rounds, (index, worker) -> {
                    assertThat(worker).isBetween(0, count - 1);
                    runs.incrementAndGet(index);
                });
                assertThat(IntStream.range(0, rounds).map(runs::get)).allMatch(times -> times == 1);
            }
        }
    }
}
