package dev.gaia.auth.throttle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;

/**
 * Counts attempts, and says how long to wait for the next. Every charge is made here as well as in Redis: while Redis is
 * away each instance goes on with what it has seen itself, so that limits hold, if less exactly.
 */
@Component
public class Throttle {

    private static final Logger log = LoggerFactory.getLogger(Throttle.class);

    private static final String PREFIX = "auth:throttle:";
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final RedisScript<Long> CHARGE = RedisScript.of("""
            local now = tonumber(ARGV[1])
            for i, key in ipairs(KEYS) do
                local full = math.max(now, tonumber(redis.call('GET', key) or '0')) + tonumber(ARGV[i + 1])
                redis.call('SET', key, string.format('%d', full), 'PX', string.format('%d', full - now))
            end
            return #KEYS
            """, Long.class);

    private final StringRedisTemplate redis;
    private final LocalBuckets local = new LocalBuckets();
    private final InstantSource clock;
    private final ThrottleMetrics metrics;
    private volatile Instant awayUntil = Instant.MIN;

    Throttle(StringRedisTemplate redis, InstantSource clock, ThrottleMetrics metrics) {
        this.redis = redis;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Lets an attempt pass when all buckets have room.
     *
     * @param what is attempted, for the meters
     * @throws org.springframework.web.ErrorResponseException with the time to wait, when one has none
     */
    public void requireRoom(String what, List<Bucket> buckets) {
        Duration wait = waitFor(buckets);
        if (wait.isPositive()) {
            metrics.limited(what);
            throw ThrottleProblem.tooManyAttempts(wait);
        }
    }

    private Duration waitFor(List<Bucket> buckets) {
        long now = clock.millis();
        List<String> keys = keysOf(buckets);
        List<String> shared = ask(() -> redis.opsForValue().multiGet(keys)).orElseGet(List::of);
        Duration longest = Duration.ZERO;
        for (int i = 0; i < buckets.size(); i++) {
            Bucket bucket = buckets.get(i);
            String known = i < shared.size() ? shared.get(i) : null;
            long fullAt = Math.max(local.fullAt(bucket), known == null ? 0 : Long.parseLong(known));
            Duration wait = bucket.waitAt(now, fullAt);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        return longest;
    }

    public void charge(List<Bucket> buckets) {
        long now = clock.millis();
        List<String> arguments = new ArrayList<>(List.of(Long.toString(now)));
        for (Bucket bucket : buckets) {
            local.charge(bucket, now);
            arguments.add(Long.toString(bucket.interval().toMillis()));
        }
        ask(() -> redis.execute(CHARGE, keysOf(buckets), arguments.toArray()));
    }

    /** Knows these words together for some time. */
    public void remember(Duration life, String... parts) {
        String key = Bucket.keyOf(parts);
        local.remember(key, clock.millis() + life.toMillis());
        ask(() -> {
            redis.opsForValue().set(PREFIX + key, "known", life);
            return true;
        });
    }

    public boolean remembers(String... parts) {
        String key = Bucket.keyOf(parts);
        return local.remembers(key, clock.millis())
                || ask(() -> redis.hasKey(PREFIX + key)).orElse(false);
    }

    private static List<String> keysOf(List<Bucket> buckets) {
        return buckets.stream().map(bucket -> PREFIX + bucket.key()).toList();
    }

    private <T> Optional<T> ask(Supplier<T> question) {
        if (clock.instant().isBefore(awayUntil)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(question.get());
        } catch (DataAccessException failure) {
            awayUntil = clock.instant().plus(PAUSE);
            metrics.redisFailed();
            log.warn("Redis does not answer; attempts are counted here alone for {}", PAUSE);
            return Optional.empty();
        }
    }
}
