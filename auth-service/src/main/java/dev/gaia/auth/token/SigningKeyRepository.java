package dev.gaia.auth.token;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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

    /** Those whose tokens are to be accepted, the newest first. */
    List<SigningKey> findActive() {
        return jdbc.sql("""
                        SELECT id, public_key, private_key FROM signing_key
                        WHERE retired_at IS NULL ORDER BY created_at DESC, id
                        """).query(this::key).list();
    }

    void insert(SigningKey key, Instant createdAt) {
        jdbc.sql("""
                        INSERT INTO signing_key (id, public_key, private_key, created_at)
                        VALUES (:id, :publicKey, :privateKey, :createdAt)
                        """)
                .param("id", key.id())
                .param("publicKey", key.publicKey().getEncoded())
                .param("privateKey", encryption.encrypt(key.privateKey().getEncoded(), key.id()))
                .param("createdAt", createdAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    private SigningKey key(ResultSet row, int rowNumber) throws SQLException {
        String id = row.getString("id");
        return SigningKey.decode(id, row.getBytes("public_key"), encryption.decrypt(row.getBytes("private_key"), id));
    }
}
