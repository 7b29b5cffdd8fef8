package dev.gaia.asset.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.common.identity.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;

class JobRepositoryTests {

    private static final Duration LEASE = StandingServer.LEASE;

    private final StandingServer standing = StandingServer.emptied();
    private final JobRepository jobs = standing.repository;
    private final Caller caller = StandingServer.newCaller();

    @Test
    void eachJobIsClaimedOnceByManyWorkersAtATime() throws Exception {
        Set<UUID> submitted = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            submitted.add(standing.submit(caller).id());
        }

        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<UUID>> untilNoneIsLeft = () -> {
                List<UUID> mine = new ArrayList<>();
                Optional<Job> job = claim();
                while (job.isPresent()) {
                    mine.add(job.get().id());
                    job = claim();
                }
                return mine;
            };
            for (Future<List<UUID>> worker : workers.invokeAll(Collections.nCopies(12, untilNoneIsLeft))) {
                claimed.addAll(worker.get());
            }
        }

        assertThat(claimed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(submitted);
    }

    @Test
    void aClaimUnderWayHidesItsJobWithoutHoldingOthersUp() throws Exception {
        Job first = standing.submit(caller);
        standing.clock.advance(Duration.ofMillis(1));
        Job second = standing.submit(caller);
        TransactionOperations transactions = standing.server.bean(TransactionOperations.class);
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            transactions.executeWithoutResult(_ -> {
                assertThat(claim().orElseThrow().id()).isEqualTo(first.id());
                assertThat(other.submit(() -> claim().orElseThrow().id()))
                        .succeedsWithin(Duration.ofSeconds(5))
                        .isEqualTo(second.id());
            });
        }
    }

    @Test
    void theOldestIsClaimedFirst() {
        Job first = standing.submit(caller);
        standing.clock.advance(Duration.ofMillis(1));
        Job second = standing.submit(StandingServer.newCaller());

        assertThat(claim().orElseThrow().id()).isEqualTo(first.id());
        assertThat(claim().orElseThrow().id()).isEqualTo(second.id());
        assertThat(claim()).isEmpty();
    }

    @Test
    void aJobIsAnothersOnceItsLeaseEnds() {
        Job job = standing.submit(caller);
        UUID lost = UUID.randomUUID();
        claim(lost);
        standing.clock.advance(LEASE.minusMillis(1));
        assertThat(claim()).isEmpty();

        standing.clock.advance(Duration.ofMillis(1));
        UUID taken = UUID.randomUUID();
        Job again = claim(taken).orElseThrow();

        assertThat(again.id()).isEqualTo(job.id());
        assertThat(again.attempts()).isEqualTo(2);
        assertThat(again.state()).isEqualTo(new Job.State.Running(taken));
        assertThat(jobs.extend(lost, now().plus(LEASE))).isFalse();
        assertThat(jobs.succeed(lost, UUID.randomUUID(), now())).isFalse();
        assertThat(jobs.fail(lost, "broken", now())).isFalse();
        jobs.release(lost, now(), true, now());
        assertThat(find(job).state()).isEqualTo(new Job.State.Running(taken));
    }

    @Test
    void aLeaseThatIsExtendedKeepsTheJob() {
        standing.submit(caller);
        UUID claim = UUID.randomUUID();
        claim(claim);
        standing.clock.advance(LEASE.minusSeconds(1));

        assertThat(jobs.extend(claim, now().plus(LEASE))).isTrue();

        standing.clock.advance(LEASE.minusSeconds(1));
        assertThat(claim()).isEmpty();
    }

    @Test
    void aJobThatWasPutBackRestsFirst() {
        Job job = standing.submit(caller);
        UUID claim = UUID.randomUUID();
        claim(claim);
        jobs.release(claim, now().plusSeconds(2), true, now());

        assertThat(claim()).isEmpty();
        standing.clock.advance(Duration.ofSeconds(2));
        assertThat(claim().orElseThrow().id()).isEqualTo(job.id());
    }

    @Test
    void onlyTheOwnerFindsAndCancels() {
        Job job = standing.submit(caller);
        UUID stranger = UUID.randomUUID();

        assertThat(jobs.find(stranger, job.id())).isEmpty();
        assertThat(jobs.list(stranger, 10, 0)).isEmpty();
        assertThat(jobs.cancel(stranger, job.id(), now())).isFalse();
        assertThat(find(job).state()).isEqualTo(new Job.State.Queued());
    }

    @Test
    void whatHasEndedIsNotCancelled() {
        Job job = standing.submit(caller);
        UUID claim = UUID.randomUUID();
        claim(claim);
        jobs.fail(claim, "broken", now());

        assertThat(jobs.cancel(caller.accountId(), job.id(), now())).isFalse();
        assertThat(find(job).state()).isEqualTo(new Job.State.Failed("broken"));
    }

    @Test
    void theWaitOfTheOldestQueuedJobIsKnown() {
        assertThat(jobs.oldestWaitSeconds(now())).isZero();
        standing.submit(caller);
        standing.clock.advance(Duration.ofSeconds(90));
        standing.submit(caller);

        assertThat(jobs.oldestWaitSeconds(now())).isEqualTo(90);
        assertThat(jobs.count("queued")).isEqualTo(2);
    }

    private Optional<Job> claim() {
        return claim(UUID.randomUUID());
    }

    private Optional<Job> claim(UUID claim) {
        return jobs.claim(claim, now(), now().plus(LEASE));
    }

    private Job find(Job job) {
        return jobs.find(caller.accountId(), job.id()).orElseThrow();
    }

    private Instant now() {
        return standing.clock.instant();
    }
}
