package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StepWatchTests {

    private final CountDownLatch hung = new CountDownLatch(1);

    @Test
    void stepThatHangsIsNoticed() throws InterruptedException {
        try (StepWatch watch = new StepWatch(Duration.ofMillis(50), hung::countDown)) {
            watch.stepBegins();

            assertThat(hung.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void processWhoseStepHangsEndsWithAFailure() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                        HangingStepProcess.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(StepWatch.HUNG);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void manyShortStepsAndLongPausesAreNone() throws InterruptedException {
        try (StepWatch watch = new StepWatch(Duration.ofSeconds(2), hung::countDown)) {
            for (int i = 0; i < 30; i++) {
                watch.stepBegins();
                watch.stepEnds();
            }

            assertThat(hung.await(3, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void closedWatchSeesNothing() throws InterruptedException {
        StepWatch watch = new StepWatch(Duration.ofMillis(200), hung::countDown);
        watch.stepBegins();
        watch.close();

        assertThat(hung.await(1, TimeUnit.SECONDS)).isFalse();
    }
}
