package dev.gaia.auth.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Queue;

/** Counts letters. */
final class MailMetrics {

    private final MeterRegistry registry;
    private final Counter sent;
    private final Counter failed;
    private final Counter dropped;

    MailMetrics(MeterRegistry registry) {
        this.registry = registry;
        sent = mails("sent");
        failed = mails("failed");
        dropped = mails("dropped");
    }

    private Counter mails(String outcome) {
        return Counter.builder("auth.mails")
                .description("Letters, by outcome of an attempt; dropped is given up")
                .tag("outcome", outcome)
                .register(registry);
    }

    void watch(Queue<?> waiting) {
        Gauge.builder("auth.mail.queue", waiting, Queue::size)
                .description("Letters that wait to be sent")
                .register(registry);
    }

    void sent() {
        sent.increment();
    }

    void failed() {
        failed.increment();
    }

    void dropped() {
        dropped.increment();
    }
}
