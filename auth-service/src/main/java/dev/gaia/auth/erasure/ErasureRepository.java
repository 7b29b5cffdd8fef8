package dev.gaia.auth.erasure;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps what is still to be told. */
@Repository
class ErasureRepository {

    private final JdbcClient jdbc;

    ErasureRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One service that is to delete one account's data; {@code attempts} counts this one. */
    record Task(UUID account, String service, int attempts) {}

    void insert(UUID account, String service, Instant now, Instant firstAttempt) {
        jdbc.sql("""
                        INSERT INTO erasure (account_id, service, requested_at, next_attempt_at)
                        VALUES (:account, :service, :now, :firstAttempt)
                        """)
                .param("account", account)
                .param("service", service)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("firstAttempt", firstAttempt.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** One that is due, for this instance alone until {@code lease} is over; then somebody tries again. */
    Optional<Task> claim(Collection<String> services, Instant now, Duration lease) {
        return jdbc.sql("""
                        UPDATE erasure SET attempts = attempts + 1, next_attempt_at = :lease
                        WHERE (account_id, service) = (
                            SELECT account_id, service FROM erasure
                            WHERE confirmed_at IS NULL AND next_attempt_at <= :now AND service = ANY (:services)
                            ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING account_id, service, attempts
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("lease", now.plus(lease).atOffset(ZoneOffset.UTC))
                .param("services", services.toArray(String[]::new))
                .query((row, _) -> new Task(
                        row.getObject("account_id", UUID.class), row.getString("service"), row.getInt("attempts")))
                .optional();
    }

    void postpone(Task task, Instant until) {
        jdbc.sql("UPDATE erasure SET next_attempt_at = :until WHERE account_id = :account AND service = :service")
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("account", task.account())
                .param("service", task.service())
                .update();
    }

    void confirm(Task task, Instant now) {
        jdbc.sql("UPDATE erasure SET confirmed_at = :now WHERE account_id = :account AND service = :service")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("account", task.account())
                .param("service", task.service())
                .update();
    }

    boolean isComplete(UUID account) {
        return jdbc.sql(
                        "SELECT NOT EXISTS (SELECT 1 FROM erasure WHERE account_id = :account AND confirmed_at IS NULL)")
                .param("account", account)
                .query(Boolean.class)
                .single();
    }

    long pending() {
        return jdbc.sql("SELECT count(*) FROM erasure WHERE confirmed_at IS NULL")
                .query(Long.class)
                .single();
    }

    /** Takes the rows of emptied accounts that nobody has anything of any more, with their sessions and keys. */
    int deleteErased(Instant deletedBefore) {
        return jdbc.sql("""
                        DELETE FROM account WHERE deleted_at < :before AND NOT EXISTS (
                            SELECT 1 FROM erasure WHERE account_id = account.id AND confirmed_at IS NULL)
                        """)
                .param("before", deletedBefore.atOffset(ZoneOffset.UTC))
                .update();
    }
}
