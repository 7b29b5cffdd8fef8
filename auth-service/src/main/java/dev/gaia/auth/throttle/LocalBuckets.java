package dev.gaia.auth.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** What this instance has counted itself: all there is while Redis is away. */
final class LocalBuckets {

    private static final int MOST = 100_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(2);

    private final Cache<String, Long> fullAt = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(FORGOTTEN_AFTER)
            .build();

    long fullAt(Bucket bucket) {
        Long time = fullAt.getIfPresent(bucket.key());
        return time == null ? 0 : time;
    }

    void charge(Bucket bucket, long now) {
        fullAt.asMap().compute(bucket.key(), (_, before) -> bucket.chargedAt(now, before == null ? 0 : before));
    }

    void remember(String key, long until) {
        fullAt.put(key, until);
    }

    boolean remembers(String key, long now) {
        Long until = fullAt.getIfPresent(key);
        return until != null && until > now;
    }
}
