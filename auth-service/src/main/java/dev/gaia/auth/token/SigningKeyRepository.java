package dev.gaia.auth.token;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps signing keys, their private half encrypted. */
@Repository
class SigningKeyRepository {

    private static final long LOCK = 0x6761_6961_6B65_7973L; // "gaiakeys"

    private final JdbcClient jdbc;
    private final KeyEncryption encryption;

    SigningKeyRepository(JdbcClient jdbc, KeyEncryption encryption) {
        this.jdbc = jdbc;
        this.encryption = encryption;
    }

    /** Keeps all other instances out until the transaction ends. */
    void lock() {
        RowCallbackHandler nothing = _ -> {};
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)").param("lock", LOCK).query(nothing);
    }

    /** Those whose tokens are to be accepted, the one that signs last first. */
    List<StoredKey> findActive(Instant now) {
        return jdbc.sql("""
                        SELECT id, public_key, private_key, created_at, signs_from, retired_at FROM signing_key
                        WHERE retired_at IS NULL OR retired_at > :now ORDER BY signs_from DESC, id
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(this::key)
                .list();
    }

    void insert(SigningKey key, Instant createdAt, Instant signsFrom) {
        jdbc.sql("""
                        INSERT INTO signing_key (id, public_key, private_key, created_at, signs_from)
                        VALUES (:id, :publicKey, :privateKey, :createdAt, :signsFrom)
                        """)
                .param("id", key.id())
                .param("publicKey", key.publicKey().getEncoded())
                .param("privateKey", encryption.encrypt(key.privateKey().getEncoded(), key.id()))
                .param("createdAt", createdAt.atOffset(ZoneOffset.UTC))
                .param("signsFrom", signsFrom.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** All but this one, unless they retire earlier anyway. */
    void retireOthers(String id, Instant when) {
        jdbc.sql("""
                        UPDATE signing_key SET retired_at = least(retired_at, :when) WHERE id <> :id
                        """)
                .param("when", when.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    int deleteRetired(Instant before) {
        return jdbc.sql("DELETE FROM signing_key WHERE retired_at < :before")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** @return how many private keys lay under the previous encryption key, and now lie under the current one */
    int encryptAnew() {
        return jdbc
                .sql("SELECT id, private_key FROM signing_key")
                .query((row, _) -> Map.entry(row.getString("id"), row.getBytes("private_key")))
                .list()
                .stream()
                .filter(stored -> encryption.isOutdated(stored.getValue(), stored.getKey()))
                .mapToInt(stored -> encryptAnew(stored.getKey(), stored.getValue()))
                .sum();
    }

    private int encryptAnew(String id, byte[] privateKey) {
        return jdbc.sql("UPDATE signing_key SET private_key = :privateKey WHERE id = :id")
                .param("privateKey", encryption.encrypt(encryption.decrypt(privateKey, id), id))
                .param("id", id)
                .update();
    }

    private StoredKey key(ResultSet row, int rowNumber) throws SQLException {
        String id = row.getString("id");
        OffsetDateTime retiredAt = row.getObject("retired_at", OffsetDateTime.class);
        return new StoredKey(
                SigningKey.decode(id, row.getBytes("public_key"), encryption.decrypt(row.getBytes("private_key"), id)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("signs_from", OffsetDateTime.class).toInstant(),
                retiredAt == null ? null : retiredAt.toInstant());
    }
}
