package dev.gaia.chat.engine.runtime;

import java.time.Duration;

/** A process whose engine's thread never comes back from a step, and which would not end by itself. */
final class HangingStepProcess {

    private HangingStepProcess() {}

    static void main() throws InterruptedException {
        StepWatch watch = new StepWatch(Duration.ofMillis(100), BatchingLlmEngine::endProcess);
        Runtime.getRuntime().addShutdownHook(new Thread(watch::close)); // not to be waited for
        watch.stepBegins();
        Thread.currentThread().join();
    }
}
