package dev.gaia.asset.job;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How jobs are worked off.
 *
 * @param workers threads that draw; 0 is half of the processors
 * @param lease how long a worker may be silent before its job is another's; it says so six times as often
 * @param poll how long a worker, or a request for a job's end, waits before it looks though no signal came
 * @param maxAttempts after so many the job has failed
 * @param retryAfter how long a job rests whose engine failed, and both job and worker when the store was away
 */
@Validated
@ConfigurationProperties("asset.jobs")
record JobProperties(
        @DefaultValue("0") @PositiveOrZero int workers,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration lease,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration poll,
        @DefaultValue("3") @Positive int maxAttempts,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration retryAfter) {

    int workersOn(int processors) {
        return workers > 0 ? workers : Math.max(1, processors / 2);
    }
}
