package dev.gaia.gateway.limit;

import java.util.stream.LongStream;

/**
 * What an account may use; 0 is without limit.
 *
 * @param requestsPerMinute by all that the account does
 * @param requestsPerMinutePerKey by one of its API keys
 * @param tokensPerMinute read and written by models
 * @param tokensPerDay likewise
 * @param streams answers and streams of events at once
 * @param jobs generation jobs that have not ended
 */
record Plan(
        long requestsPerMinute,
        long requestsPerMinutePerKey,
        long tokensPerMinute,
        long tokensPerDay,
        int streams,
        int jobs) {

    Plan {
        if (LongStream.of(requestsPerMinute, requestsPerMinutePerKey, tokensPerMinute, tokensPerDay, streams, jobs)
                .anyMatch(limit -> limit < 0)) {
            throw new IllegalArgumentException("gateway.rate-limits.plans must not have negative limits");
        }
    }
}
