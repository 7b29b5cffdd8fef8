package dev.gaia.auth.apikey;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps API keys and the hashes of their secrets. */
@Repository
class ApiKeyRepository {

    private final JdbcClient jdbc;

    ApiKeyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String COLUMNS = """
            id, account_id, name, scopes, requests_per_minute, created_at, last_used_at, expires_at, rotated_at, \
            previous_until""";

    /** @param previousSecretHash of the secret before the last rotation */
    record WithHashes(ApiKey key, byte[] secretHash, byte @Nullable [] previousSecretHash) {}

    void insert(ApiKey key, byte[] secretHash) {
        jdbc.sql("""
                        INSERT INTO api_key
                            (id, account_id, name, scopes, requests_per_minute, secret_hash, created_at, expires_at)
                        VALUES (:id, :account, :name, :scopes, :requestsPerMinute, :secretHash, :createdAt, :expiresAt)
                        """)
                .param("id", key.id())
                .param("account", key.account())
                .param("name", key.name())
                .param("scopes", key.scopes().stream().sorted().toArray(String[]::new))
                .param("requestsPerMinute", key.requestsPerMinute())
                .param("secretHash", secretHash)
                .param("createdAt", key.createdAt().atOffset(ZoneOffset.UTC))
                .param(
                        "expiresAt",
                        key.expiresAt() == null ? null : key.expiresAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<WithHashes> find(UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + ", secret_hash, previous_secret_hash FROM api_key WHERE id = :id")
                .param("id", id)
                .query((row, number) -> new WithHashes(
                        key(row, number), row.getBytes("secret_hash"), row.getBytes("previous_secret_hash")))
                .optional();
    }

    List<ApiKey> findByAccount(UUID account) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM api_key WHERE account_id = :account ORDER BY created_at, id")
                .param("account", account)
                .query(ApiKeyRepository::key)
                .list();
    }

    /** Until the transaction ends, the account's other requests for keys wait, so that a bound on their number holds. */
    int countAndLock(UUID account) {
        jdbc.sql("SELECT 1 FROM account WHERE id = :account FOR UPDATE")
                .param("account", account)
                .query((row, _) -> 1)
                .list();
        return jdbc.sql("SELECT count(*) FROM api_key WHERE account_id = :account")
                .param("account", account)
                .query(Integer.class)
                .single();
    }

    void updateLastUse(UUID id, Instant now) {
        jdbc.sql("UPDATE api_key SET last_used_at = :now WHERE id = :id")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /** The secret of now becomes the previous one, and the one that was that is no good any more. */
    boolean rotate(UUID id, UUID account, byte[] secretHash, Instant now, Instant oldUntil) {
        return jdbc.sql("""
                                UPDATE api_key SET previous_secret_hash = secret_hash, previous_until = :oldUntil,
                                    secret_hash = :secretHash, rotated_at = :now
                                WHERE id = :id AND account_id = :account
                                """)
                        .param("oldUntil", oldUntil.atOffset(ZoneOffset.UTC))
                        .param("secretHash", secretHash)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("id", id)
                        .param("account", account)
                        .update()
                == 1;
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
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("name"),
                Set.of((String[]) row.getArray("scopes").getArray()),
                row.getObject("requests_per_minute", Integer.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "last_used_at"),
                instant(row, "expires_at"),
                instant(row, "rotated_at"),
                instant(row, "previous_until"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
