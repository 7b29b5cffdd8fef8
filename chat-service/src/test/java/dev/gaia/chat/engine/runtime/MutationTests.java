package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import dev.gaia.chat.engine.runtime.ModelFuzzer.Findings;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As {@code ./gaia bench fuzz-models} does, with fewer files. */
@Tag("native")
class MutationTests {

    private static final long FILES = 20_000;

    @Test
    void brokenModelFileTokenizerOrTemplateIsReadOrRefusedSoonAndWithLittleMemory()
            throws IOException, InterruptedException {
        Findings findings = FuzzBenchmark.run(new ModelFuzzer(GoldenFiles.path("")), FILES);

        assertThat(findings.failures()).isEmpty();
        assertThat(findings.accepted()
                        + findings.refused().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .isEqualTo(FILES);
        assertThat(findings.accepted()).isBetween(FILES / 20, FILES / 2);
        assertThat(findings.refused())
                .containsKeys(Flaw.BAD_MAGIC, Flaw.TRUNCATED, Flaw.ABSURD_LENGTH, Flaw.BAD_SHAPE, Flaw.OVERLAP);
    }
}
