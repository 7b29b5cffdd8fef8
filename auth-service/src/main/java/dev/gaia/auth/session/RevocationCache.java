package dev.gaia.auth.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * Ended sessions in Redis, where every instance finds them without asking the database, for as long as tokens of theirs
 * can be about. It may forget, and it may be away: then it knows of none, is left alone for a moment, and the database
 * answers.
 */
@Component
class RevocationCache {

    private static final String PREFIX = "auth:ended-session:";
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(RevocationCache.class);

    private final StringRedisTemplate redis;
    private final InstantSource clock;
    private final SessionMetrics metrics;
    private volatile Instant awayUntil = Instant.MIN;

    RevocationCache(StringRedisTemplate redis, InstantSource clock, SessionMetrics metrics) {
        this.redis = redis;
        this.clock = clock;
        this.metrics = metrics;
    }

    void add(UUID session, Duration life) {
        if (isAway()) {
            return;
        }
        try {
            redis.opsForValue().set(PREFIX + session, clock.instant().toString(), life);
        } catch (DataAccessException failure) {
            pause(failure);
        }
    }

    boolean contains(UUID session) {
        if (isAway()) {
            return false;
        }
        try {
            return redis.hasKey(PREFIX + session);
        } catch (DataAccessException failure) {
            pause(failure);
            return false;
        }
    }

    private boolean isAway() {
        return clock.instant().isBefore(awayUntil);
    }

    private void pause(DataAccessException failure) {
        awayUntil = clock.instant().plus(PAUSE);
        metrics.redisFailed();
        log.warn("Redis does not answer; the database answers alone for {}: {}", PAUSE, failure.getMessage());
    }
}
