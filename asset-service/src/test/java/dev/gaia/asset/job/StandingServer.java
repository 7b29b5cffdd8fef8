package dev.gaia.asset.job;

import dev.gaia.asset.AssetServer;
import dev.gaia.asset.ScriptedEngine;
import dev.gaia.asset.Stores;
import dev.gaia.asset.Wire;
import dev.gaia.asset.generation.TextureWish;
import dev.gaia.common.identity.Caller;
import dev.gaia.testing.time.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The real service with real stores, in which nothing happens until a test says so: no worker runs, the clock stands. */
final class StandingServer {

    static final Duration LEASE = Duration.ofMinutes(10);
    static final int MAX_ATTEMPTS = 3;
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    static final StandingServer SHARED = new StandingServer();

    final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    final ScriptedEngine engine = new ScriptedEngine();
    final Wire s3;
    final AssetServer server;
    final Jobs jobs;
    final JobRepository repository;
    final JobWorker worker;

    private StandingServer() {
        Stores stores = Stores.fresh();
        s3 = new Wire(stores.s3Address());
        server = AssetServer.start(
                stores.behind(new Wire(stores.databaseAddress()), s3),
                engine,
                clock,
                "--asset.jobs.lease=" + LEASE,
                "--asset.jobs.max-attempts=" + MAX_ATTEMPTS,
                "--asset.jobs.retry-after=" + RETRY_AFTER);
        server.bean(JobWorkers.class).stop();
        jobs = server.bean(Jobs.class);
        repository = server.bean(JobRepository.class);
        worker = server.bean(JobWorker.class);
    }

    /** The shared one with empty tables and an engine that just works. */
    static StandingServer emptied() {
        SHARED.server.database().sql("TRUNCATE job, asset").update();
        SHARED.engine.meanwhile(_ -> {});
        return SHARED;
    }

    static Caller newCaller() {
        return new Caller(UUID.randomUUID(), UUID.randomUUID(), Set.of("assets"));
    }

    Job submit(Caller caller) {
        return jobs.submit(caller, "scripted", new TextureWish("something", "", 64, 1), null);
    }

    List<UUID> assetsOf(Job job) {
        return server.database()
                .sql("SELECT id FROM asset WHERE job_id = :job")
                .param("job", job.id())
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }
}
