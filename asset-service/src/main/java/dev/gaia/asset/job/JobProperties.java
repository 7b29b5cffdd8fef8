package dev.gaia.asset.job;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How jobs are worked off.
 *
 * @param workers threads that draw; 0 is half of the processors
 * @param lease how long a worker may be silent before its job is another's; it says so three times as often
 * @param poll how long a worker waits before it looks for jobs that other instances took in
 * @param maxAttempts after so many the job has failed
 * @param retryAfter how long a job rests whose worker failed or whose store was away
 */
@Validated
@ConfigurationProperties("asset.jobs")
record JobProperties(
        @DefaultValue("0") @PositiveOrZero int workers,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("3") @Positive int maxAttempts,
        @DefaultValue("2s") Duration retryAfter) {

    int workersOn(int processors) {
        return workers > 0 ? workers : Math.max(1, processors / 2);
    }
}
