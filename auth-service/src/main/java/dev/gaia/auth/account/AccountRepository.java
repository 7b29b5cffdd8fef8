package dev.gaia.auth.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps accounts and the hashes of their passwords. */
@Repository
class AccountRepository {

    private final JdbcClient jdbc;

    AccountRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record WithPassword(Account account, String passwordHash) {}

    boolean exists(Email email) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM account WHERE email = :email)")
                .param("email", email.value())
                .query(Boolean.class)
                .single();
    }

    Optional<Account> find(UUID id) {
        return jdbc.sql("SELECT id, email, created_at FROM account WHERE id = :id")
                .param("id", id)
                .query(AccountRepository::account)
                .optional();
    }

    Optional<WithPassword> findByEmail(Email email) {
        return jdbc.sql("SELECT id, email, created_at, password_hash FROM account WHERE email = :email")
                .param("email", email.value())
                .query((row, number) -> new WithPassword(account(row, number), row.getString("password_hash")))
                .optional();
    }

    /** @return false when the address was taken */
    boolean insert(Account account, String passwordHash) {
        return jdbc.sql("""
                                INSERT INTO account (id, email, password_hash, created_at)
                                VALUES (:id, :email, :passwordHash, :createdAt)
                                ON CONFLICT (email) DO NOTHING
                                """)
                        .param("id", account.id())
                        .param("email", account.email())
                        .param("passwordHash", passwordHash)
                        .param("createdAt", account.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    private static Account account(ResultSet row, int rowNumber) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
