package dev.gaia.auth.mail;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes and sends letters apart from the requests that ask for them, so that an answer takes as long whether there is
 * somebody to write to or not. What is not sent after {@link #PAUSES} is given up: who waits for it asks again.
 */
public final class Post implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Post.class);

    private static final int MAX_WAITING = 1_000;
    private static final int THREADS = 2;
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(1));

    private final @Nullable Mailer mailer;
    private final URI publicUrl;
    private final MailMetrics metrics;
    private final ScheduledThreadPoolExecutor carrier;

    /** @param mailer null when no letter can leave */
    Post(@Nullable Mailer mailer, URI publicUrl, MailMetrics metrics) {
        this.mailer = mailer;
        this.publicUrl = publicUrl;
        this.metrics = metrics;
        this.carrier = new ScheduledThreadPoolExecutor(
                THREADS, Thread.ofPlatform().name("mail-", 0).daemon().factory());
        metrics.watch(carrier.getQueue());
    }

    public boolean isConfigured() {
        return mailer != null;
    }

    /** @throws org.springframework.web.ErrorResponseException when no letter can leave */
    public void requireConfigured() {
        if (!isConfigured()) {
            throw MailProblem.MAIL_NOT_CONFIGURED.exception("This needs mail, which is not configured here.");
        }
    }

    /** An address that a reader of a letter can open; what follows {@code #} is not sent to any server. */
    public URI link(String path, String secret) {
        return publicUrl.resolve(path + "#" + secret);
    }

    public void send(Mail mail) {
        write(() -> Optional.of(mail));
    }

    /** @param letter is asked later, once; empty when there is nothing to send after all */
    public void write(Supplier<Optional<Mail>> letter) {
        if (mailer == null || carrier.getQueue().size() >= MAX_WAITING) {
            drop("there is no way to send it, or too many wait");
            return;
        }
        Mailer through = mailer;
        try {
            carrier.execute(() -> writeNow(letter).ifPresent(mail -> attempt(through, mail, 0)));
        } catch (RejectedExecutionException closing) {
            drop("the service ends");
        }
    }

    private Optional<Mail> writeNow(Supplier<Optional<Mail>> letter) {
        try {
            return letter.get();
        } catch (RuntimeException failure) {
            drop(failure.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private void attempt(Mailer through, Mail mail, int failures) {
        try {
            through.send(mail);
            metrics.sent();
        } catch (MailFailedException failure) {
            metrics.failed();
            if (failures == PAUSES.size()) {
                drop(failure.getMessage());
            } else {
                log.warn("A mail did not leave and is tried again: {}", failure.getMessage());
                carrier.schedule(
                        () -> attempt(through, mail, failures + 1),
                        PAUSES.get(failures).toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        }
    }

    private void drop(@Nullable String why) {
        metrics.dropped();
        log.error("A mail was given up: {}", why);
    }

    @Override
    public void close() {
        carrier.shutdown(); // what is under way may end; retries are given up
    }
}
