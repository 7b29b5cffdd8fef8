package dev.gaia.asset.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.asset.generation.AssetEngine.GenerationCancelledException;
import dev.gaia.asset.storage.AssetStore.StorageUnavailableException;
import dev.gaia.common.identity.Caller;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

class JobWorkerTests {

    private final StandingServer standing = StandingServer.emptied();
    private final JobWorker worker = standing.worker;
    private final Caller caller = StandingServer.newCaller();
    private final Job job = standing.submit(caller);

    @AfterEach
    void theNextWorldIsWhole() {
        standing.engine.meanwhile(_ -> {});
    }

    @Test
    void theAssetOfAJobIsMadeAndKept() {
        assertThat(worker.workOnce()).isTrue();

        assertThat(standing.assetsOf(job)).hasSize(1);
        assertThat(state())
                .isEqualTo(new Job.State.Succeeded(standing.assetsOf(job).getFirst()));
        assertThat(worker.workOnce()).isFalse();
    }

    @Test
    void aWorkerThatWasOvertakenChangesNothing() {
        AtomicBoolean first = new AtomicBoolean(true);
        standing.engine.meanwhile(_ -> {
            if (first.getAndSet(false)) {
                standing.clock.advance(StandingServer.LEASE);
                assertThat(worker.workOnce()).isTrue(); // as another would that finds the lease at its end
            }
        });

        assertThat(worker.workOnce()).isTrue();

        assertThat(standing.assetsOf(job)).hasSize(1);
        assertThat(state())
                .isEqualTo(new Job.State.Succeeded(standing.assetsOf(job).getFirst()));
        assertThat(find().attempts()).isEqualTo(2);
    }

    @Test
    void aJobCancelledInTheQueueIsNotWorkedOn() {
        standing.jobs.cancel(caller, job.id());

        assertThat(worker.workOnce()).isFalse();
        assertThat(state()).isEqualTo(new Job.State.Cancelled());
    }

    @Test
    void aJobCancelledAtWorkLeavesNoAsset() {
        standing.engine.meanwhile(_ -> standing.jobs.cancel(caller, job.id()));

        worker.workOnce();

        assertThat(state()).isEqualTo(new Job.State.Cancelled());
        assertThat(standing.assetsOf(job)).isEmpty();
    }

    @Test
    void workThatNobodyWantsIsGivenUpWithoutATrace() {
        standing.engine.meanwhile(_ -> {
            standing.jobs.cancel(caller, job.id());
            throw new GenerationCancelledException();
        });

        assertThat(worker.workOnce()).isTrue();

        assertThat(state()).isEqualTo(new Job.State.Cancelled());
    }

    @Test
    void aJobWhoseEngineFailsIsTriedSomeTimesAndThenHasFailed() {
        standing.engine.meanwhile(_ -> {
            throw new IllegalStateException("broken");
        });
        for (int attempt = 1; attempt < StandingServer.MAX_ATTEMPTS; attempt++) {
            worker.workOnce();
            assertThat(state()).isEqualTo(new Job.State.Queued());
            assertThat(worker.workOnce()).isFalse();
            standing.clock.advance(StandingServer.RETRY_AFTER);
        }

        worker.workOnce();

        assertThat(state()).isEqualTo(new Job.State.Failed("Given up after 3 attempts"));
    }

    @Test
    void anEngineThatNeedsTooMuchMemoryFailsTheJobAndNotTheWorker() {
        standing.engine.meanwhile(_ -> {
            throw new OutOfMemoryError("as if");
        });

        assertThat(worker.workOnce()).isTrue();
        assertThat(state()).isEqualTo(new Job.State.Queued());
    }

    @Test
    void aJobThatKillsItsWorkersIsGivenUp() {
        for (int attempt = 1; attempt <= StandingServer.MAX_ATTEMPTS; attempt++) {
            standing.repository.claim(
                    UUID.randomUUID(),
                    standing.clock.instant(),
                    standing.clock.instant().plus(StandingServer.LEASE));
            standing.clock.advance(StandingServer.LEASE);
        }

        worker.workOnce();

        assertThat(state()).isEqualTo(new Job.State.Failed("Given up after 3 attempts"));
    }

    @Test
    void anAttemptThatMeetsNoStoreDoesNotCount() {
        standing.s3.cut();
        try {
            for (int i = 0; i <= StandingServer.MAX_ATTEMPTS; i++) {
                assertThatThrownBy(worker::workOnce).isInstanceOf(StorageUnavailableException.class);
                assertThat(find().attempts()).isZero();
                standing.clock.advance(StandingServer.RETRY_AFTER);
            }
        } finally {
            standing.s3.mend();
        }

        worker.workOnce();

        assertThat(state()).isInstanceOf(Job.State.Succeeded.class);
        assertThat(standing.assetsOf(job)).hasSize(1);
    }

    @Test
    void theDatabaseItselfRefusesASecondAssetOfAJob() {
        worker.workOnce();

        assertThatThrownBy(() -> standing.server.database().sql("""
                                INSERT INTO asset SELECT gen_random_uuid(), owner_id, job_id, category, style, description,
                                    sha256, bytes, content_type, size, engine, material, seed, created_at FROM asset""").update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void whoWaitsGivesUpInTime() throws InterruptedException {
        assertThat(standing.jobs.await(caller, job.id(), Duration.ofMillis(20)).state())
                .isEqualTo(new Job.State.Queued());
    }

    private Job.State state() {
        return find().state();
    }

    private Job find() {
        return standing.jobs.get(caller, job.id());
    }
}
