package dev.gaia.asset.job;

import dev.gaia.asset.generation.TextureWish;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Jobs in PostgreSQL. A worker's claim is a fresh id and a lease; whoever writes a result shows the claim, so that a worker
 * whose lease has ended and whose job another has taken over changes nothing any more.
 */
@Repository
class JobRepository {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    JobRepository(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @return whether it was inserted; it is not when its owner has that many jobs that have not ended */
    boolean insertUnless(Job job, int most) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            // One after the other for each owner: those that come at once would all find room for one more.
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:owner, 0))")
                    .param("owner", job.ownerId().toString())
                    .query((_, _) -> true)
                    .single();
            if (underWay(job.ownerId()) >= most) {
                return false;
            }
            insert(job);
            return true;
        }));
    }

    private long underWay(UUID owner) {
        return jdbc.sql("SELECT count(*) FROM job WHERE owner_id = :owner AND state IN ('queued', 'running')")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }

    void insert(Job job) {
        jdbc.sql("""
                INSERT INTO job (id, owner_id, category, style, description, size, seed, state,
                                 not_before, created_at, updated_at)
                VALUES (:id, :owner, :category, :style, :description, :size, :seed, 'queued',
                        :created, :created, :created)""")
                .param("id", job.id())
                .param("owner", job.ownerId())
                .param("category", job.category())
                .param("style", job.wish().style())
                .param("description", job.wish().description())
                .param("size", job.wish().size())
                .param("seed", job.wish().seed())
                .param("created", utc(job.createdAt()))
                .update();
    }

    Optional<Job> find(UUID owner, UUID id) {
        return jdbc.sql("SELECT * FROM job WHERE id = :id AND owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .query(JobRepository::job)
                .optional();
    }

    /** The latest first. */
    List<Job> list(UUID owner, int limit, int offset) {
        return jdbc.sql("""
                SELECT * FROM job WHERE owner_id = :owner
                ORDER BY created_at DESC, id LIMIT :limit OFFSET :offset""")
                .param("owner", owner)
                .param("limit", limit)
                .param("offset", offset)
                .query(JobRepository::job)
                .list();
    }

    /** Workers that have one of these find their claim gone. */
    void deleteUnfinished(UUID owner) {
        jdbc.sql("DELETE FROM job WHERE owner_id = :owner AND asset_id IS NULL")
                .param("owner", owner)
                .update();
    }

    void deleteAll(UUID owner) {
        jdbc.sql("DELETE FROM job WHERE owner_id = :owner")
                .param("owner", owner)
                .update();
    }

    /** The oldest job that nobody works on: a queued one, or one whose worker has let its lease end. */
    Optional<Job> claim(UUID claim, Instant now, Instant leaseUntil) {
        return jdbc.sql("""
                UPDATE job SET state = 'running', claim = :claim, lease_until = :lease, attempts = attempts + 1,
                               updated_at = :now
                WHERE id = (SELECT id FROM job
                            WHERE state = 'queued' AND not_before <= :now
                               OR state = 'running' AND lease_until <= :now
                            ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING *""")
                .param("claim", claim)
                .param("now", utc(now))
                .param("lease", utc(leaseUntil))
                .query(JobRepository::job)
                .optional();
    }

    /** @return whether the claim still holds */
    boolean extend(UUID claim, Instant leaseUntil) {
        return jdbc.sql("UPDATE job SET lease_until = :lease WHERE claim = :claim AND state = 'running'")
                        .param("lease", utc(leaseUntil))
                        .param("claim", claim)
                        .update()
                == 1;
    }

    /** @return whether the claim still held, so that the result counts */
    boolean succeed(UUID claim, UUID asset, Instant now) {
        return jdbc.sql("""
                UPDATE job SET state = 'succeeded', asset_id = :asset, claim = NULL, lease_until = NULL, updated_at = :now
                WHERE claim = :claim AND state = 'running'""")
                        .param("asset", asset)
                        .param("claim", claim)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    /** @return whether the claim still held */
    boolean fail(UUID claim, String reason, Instant now) {
        return jdbc.sql("""
                UPDATE job SET state = 'failed', reason = :reason, claim = NULL, lease_until = NULL, updated_at = :now
                WHERE claim = :claim AND state = 'running'""")
                        .param("reason", reason)
                        .param("claim", claim)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    /**
     * Puts it back into the queue.
     *
     * @param counts whether the attempt counts against the job, which it does not when only the store was away
     */
    void release(UUID claim, Instant notBefore, boolean counts, Instant now) {
        jdbc.sql("""
                UPDATE job SET state = 'queued', not_before = :notBefore, claim = NULL, lease_until = NULL,
                               attempts = attempts - :refund, updated_at = :now
                WHERE claim = :claim AND state = 'running'""")
                .param("notBefore", utc(notBefore))
                .param("refund", counts ? 0 : 1)
                .param("claim", claim)
                .param("now", utc(now))
                .update();
    }

    /** @return whether it was not at its end yet */
    boolean cancel(UUID owner, UUID id, Instant now) {
        return jdbc.sql("""
                UPDATE job SET state = 'cancelled', claim = NULL, lease_until = NULL, updated_at = :now
                WHERE id = :id AND owner_id = :owner AND state IN ('queued', 'running')""")
                        .param("id", id)
                        .param("owner", owner)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    int count(String state) {
        return jdbc.sql("SELECT count(*) FROM job WHERE state = :state")
                .param("state", state)
                .query(Integer.class)
                .single();
    }

    /** How long the oldest job has waited, in seconds. */
    double oldestWaitSeconds(Instant now) {
        return jdbc.sql("""
                SELECT coalesce(extract(epoch FROM :now - min(created_at)), 0) FROM job WHERE state = 'queued'""").param("now", utc(now)).query(Double.class).single();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Job job(ResultSet row, int number) throws SQLException {
        return new Job(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getString("category"),
                new TextureWish(
                        row.getString("description"), row.getString("style"), row.getInt("size"), row.getLong("seed")),
                state(row),
                row.getInt("attempts"),
                row.getTimestamp("created_at").toInstant());
    }

    private static Job.State state(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return switch (state) {
            case "queued" -> new Job.State.Queued();
            case "running" -> new Job.State.Running(row.getObject("claim", UUID.class));
            case "succeeded" -> new Job.State.Succeeded(row.getObject("asset_id", UUID.class));
            case "failed" -> new Job.State.Failed(row.getString("reason"));
            case "cancelled" -> new Job.State.Cancelled();
            default -> throw new IllegalStateException("A job cannot be " + state);
        };
    }
}
