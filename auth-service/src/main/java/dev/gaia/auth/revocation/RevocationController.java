package dev.gaia.auth.revocation;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells the gateways and services which tokens to refuse although they are well signed and not expired. */
@RestController
class RevocationController {

    private final RevocationFeed feed;

    RevocationController(RevocationFeed feed) {
        this.feed = feed;
    }

    record RevocationsResponse(
            long last, boolean more, @JsonProperty("age_ms") long ageMillis, List<Entry> sessions) {

        record Entry(UUID sessionId, Instant revokedAt, Instant until) {}

        static RevocationsResponse from(RevocationFeed.Page page) {
            return new RevocationsResponse(
                    page.last(),
                    page.more(),
                    page.age().toMillis(),
                    page.entries().stream()
                            .map(entry -> new Entry(entry.session(), entry.revokedAt(), entry.until()))
                            .toList());
        }
    }

    /** @param waitMs how long to wait for something new; the thread that waits is a virtual one */
    @GetMapping("/internal/revocations")
    RevocationsResponse revocations(
            @RequestParam(defaultValue = "0") @Min(0) long after,
            @RequestParam(name = "wait_ms", defaultValue = "0") @Min(0) @Max(30_000) long waitMs)
            throws InterruptedException {
        return RevocationsResponse.from(feed.after(after, Duration.ofMillis(waitMs)));
    }
}
