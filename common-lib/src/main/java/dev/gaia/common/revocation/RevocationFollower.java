package dev.gaia.common.revocation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows auth-service's log of ended sessions on a thread of its own: asks for what comes after the last known entry, and is
 * answered when there is something, or after a short while. Whoever was cut off asks from where it stopped, so nothing is
 * missed; another instance of auth-service continues where one stopped answering.
 */
public final class RevocationFollower implements SmartLifecycle {

    /** Short, since it bounds how long an instance that froze keeps us from asking another one. */
    private static final Duration WAIT = Duration.ofSeconds(2);

    private static final Duration PATIENCE = WAIT.plusSeconds(1);
    private static final Duration FIRST_ANSWER = Duration.ofMillis(500);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(RevocationFollower.class);
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * @param last the sequence number of the last entry that this page knows of
     * @param more whether there are entries after it already
     * @param ageMillis how long ago auth-service itself last looked
     */
    private record Page(
            long last, boolean more, @JsonProperty("age_ms") long ageMillis, List<Entry> sessions) {}

    private record Entry(
            @JsonProperty("session_id") UUID sessionId,
            @JsonProperty("revoked_at") Instant revokedAt,
            Instant until) {}

    private final AuthAddresses addresses;
    private final RevokedSessions sessions;
    private final RevocationMetrics metrics;
    private final ServiceCredential credential;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final CountDownLatch triedAll = new CountDownLatch(1);
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private @Nullable Thread thread;
    private long last;

    RevocationFollower(
            AuthAddresses addresses,
            RevokedSessions sessions,
            RevocationMetrics metrics,
            ServiceCredential credential,
            InstantSource clock) {
        this.addresses = addresses;
        this.sessions = sessions;
        this.metrics = metrics;
        this.credential = credential;
        this.clock = clock;
    }

    /** Waits a moment for the first answer, so that the first requests need not be sent away. */
    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        thread = Thread.ofVirtual().name("revocations").start(this::follow);
        try {
            boolean _ = triedAll.await(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        Duration pause = SHORTEST_PAUSE;
        try {
            while (isRunning()) {
                if (tryReading()) {
                    pause = SHORTEST_PAUSE;
                } else if (!addresses.next()) {
                    triedAll.countDown();
                    boolean _ = stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryReading() throws InterruptedException {
        try {
            Instant asked = clock.instant();
            Page page = read(addresses.current());
            page.sessions().forEach(this::keep);
            last = page.last();
            if (!page.more()) {
                sessions.completed();
                triedAll.countDown();
            }
            metrics.heardAt(asked, Duration.ofMillis(page.ageMillis()));
            sessions.forgetThoseOverAt(clock.instant());
            return true;
        } catch (IOException | RuntimeException failure) {
            log.warn("The log of ended sessions could not be read: {}", failure.toString());
            return false;
        }
    }

    private void keep(Entry entry) {
        boolean news = sessions.isComplete() && !sessions.contains(entry.sessionId());
        sessions.add(entry.sessionId(), entry.until());
        if (news) {
            metrics.learnt(Duration.between(entry.revokedAt(), clock.instant()));
        }
    }

    private Page read(URI auth) throws IOException, InterruptedException {
        // The first time, and while pages are behind, there is nothing to wait for.
        long wait = sessions.isComplete() ? WAIT.toMillis() : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        auth.resolve("/internal/revocations?after=" + last + "&wait_ms=" + wait))
                .timeout(PATIENCE);
        credential.addTo(request);
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("auth-service answered " + response.statusCode());
            }
            return JSON.readValue(body, Page.class);
        } catch (JacksonException senseless) {
            throw new IOException("auth-service answered what cannot be read", senseless);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        if (thread != null) {
            thread.interrupt();
        }
        http.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Before the web server: whoever is restarted shall know soon what it has to refuse. */
    @Override
    public int getPhase() {
        return 0;
    }
}
