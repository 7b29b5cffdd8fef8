package dev.gaia.auth.apikey;

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

/** Keeps API keys and the hashes of their secrets. */
@Repository
class ApiKeyRepository {

    private final JdbcClient jdbc;

    ApiKeyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record WithHash(ApiKey key, byte[] secretHash) {}

    void insert(ApiKey key, byte[] secretHash) {
        jdbc.sql("""
                        INSERT INTO api_key (id, account_id, name, secret_hash, created_at)
                        VALUES (:id, :account, :name, :secretHash, :createdAt)
                        """)
                .param("id", key.id())
                .param("account", key.account())
                .param("name", key.name())
                .param("secretHash", secretHash)
                .param("createdAt", key.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<WithHash> find(UUID id) {
        return jdbc.sql("""
                        SELECT id, account_id, name, created_at, last_used_at, secret_hash FROM api_key WHERE id = :id
                        """)
                .param("id", id)
                .query((row, number) -> new WithHash(key(row, number), row.getBytes("secret_hash")))
                .optional();
    }

    List<ApiKey> findByAccount(UUID account) {
        return jdbc.sql("""
                        SELECT id, account_id, name, created_at, last_used_at FROM api_key
                        WHERE account_id = :account ORDER BY created_at, id
                        """)
                .param("account", account)
                .query(ApiKeyRepository::key)
                .list();
    }

    void updateLastUse(UUID id, Instant now) {
        jdbc.sql("UPDATE api_key SET last_used_at = :now WHERE id = :id")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /** @return false when the account has no such key */
    boolean delete(UUID id, UUID account) {
        return jdbc.sql("DELETE FROM api_key WHERE id = :id AND account_id = :account")
                        .param("id", id)
                        .param("account", account)
                        .update()
                == 1;
    }

    private static ApiKey key(ResultSet row, int rowNumber) throws SQLException {
        OffsetDateTime lastUsedAt = row.getObject("last_used_at", OffsetDateTime.class);
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                lastUsedAt == null ? null : lastUsedAt.toInstant());
    }
}
