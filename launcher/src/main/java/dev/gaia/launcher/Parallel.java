package dev.gaia.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Does things side by side; closing interrupts what is still being done and lets nothing begin any more. */
final class Parallel implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** An action that may be interrupted. */
    interface Action {

        void run() throws IOException, InterruptedException;
    }

    <T> Future<T> begin(Callable<T> task) {
        return threads.submit(task);
    }

    /** Does it on a thread that closing interrupts, and waits for it. */
    void run(Action action) throws IOException, InterruptedException {
        try {
            await(begin(() -> {
                action.run();
                return true;
            }));
        } catch (RejectedExecutionException closed) {
            throw new LauncherException("Gaia is just being ended.");
        }
    }

    /** Does all of them and waits for them, or for the first that fails. */
    void all(Collection<Action> actions) throws IOException, InterruptedException {
        CompletionService<Boolean> done = new ExecutorCompletionService<>(threads);
        for (Action action : actions) {
            done.submit(() -> {
                action.run();
                return true;
            });
        }
        for (int i = 0; i < actions.size(); i++) {
            await(done.take());
        }
    }

    static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException unreadable -> throw unreadable;
                case InterruptedException _ -> throw new LauncherException("Gaia was ended while it was at work.");
                case RuntimeException problem -> throw problem;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Something does not let itself be interrupted");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
