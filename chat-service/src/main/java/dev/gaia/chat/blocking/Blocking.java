package dev.gaia.chat.blocking;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Runs work that waits on a virtual thread of its own, never on an event loop. */
@Component
public class Blocking {

    private final Scheduler threads = Schedulers.fromExecutorService(
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("blocking-", 0).factory()),
            "blocking");

    /** The result of {@code work}; {@code null} ends empty. */
    public <T> Mono<T> call(Callable<? extends T> work) {
        return Mono.<T>fromCallable(work).subscribeOn(threads);
    }

    public Mono<Void> run(Runnable work) {
        return Mono.<Void>fromRunnable(work).subscribeOn(threads);
    }

    /** The same, but begun and brought to its end even when whoever waited has gone. */
    public Mono<Void> runToTheEnd(Runnable work) {
        return Mono.deferContextual(
                context -> Mono.fromFuture(run(work).contextWrite(context).toFuture(), true));
    }

    @PreDestroy
    void close() {
        threads.dispose();
    }
}
