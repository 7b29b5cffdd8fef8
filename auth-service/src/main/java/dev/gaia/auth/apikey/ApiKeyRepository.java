package dev.gaia.auth.apikey;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** API keys in PostgreSQL; of the secret only the hash is kept. */
@Repository
class ApiKeyRepository {

    private final JdbcClient jdbc;

    ApiKeyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A key with the hash of its secret. */
    @SuppressWarnings("ArrayRecordComponent") // compared only in constant time, never by equals
    record KeptKey(ApiKey key, byte[] secretHash) {}

    void insert(ApiKey key, byte[] secretHash) {
        jdbc.sql("""
                INSERT INTO api_key (id, account_id, name, secret_hash, created_at)
                VALUES (:id, :account, :name, :hash, :created)""")
                .param("id", key.id())
                .param("account", key.accountId())
                .param("name", key.name())
                .param("hash", secretHash)
                .param("created", key.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<KeptKey> find(UUID id) {
        return jdbc.sql("SELECT * FROM api_key WHERE id = :id")
                .param("id", id)
                .query((row, number) -> new KeptKey(key(row, number), row.getBytes("secret_hash")))
                .optional();
    }

    List<ApiKey> list(UUID account) {
        return jdbc.sql("SELECT * FROM api_key WHERE account_id = :account ORDER BY created_at DESC, id")
                .param("account", account)
                .query(ApiKeyRepository::key)
                .list();
    }

    boolean delete(UUID account, UUID id) {
        return jdbc.sql("DELETE FROM api_key WHERE id = :id AND account_id = :account")
                        .param("id", id)
                        .param("account", account)
                        .update()
                == 1;
    }

    /** Writes at most once a minute for each key: the time is for people. */
    void markUsed(UUID id, Instant now) {
        jdbc.sql("""
                UPDATE api_key SET last_used_at = :now
                WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :before)""")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("before", now.minusSeconds(60).atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    private static ApiKey key(ResultSet row, int number) throws SQLException {
        Timestamp used = row.getTimestamp("last_used_at");
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("name"),
                row.getTimestamp("created_at").toInstant(),
                used == null ? null : used.toInstant());
    }
}
