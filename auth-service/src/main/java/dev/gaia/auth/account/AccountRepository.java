package dev.gaia.auth.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Accounts in PostgreSQL. */
@Repository
class AccountRepository {

    private final JdbcClient jdbc;

    AccountRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An account with the hash of its password, which goes nowhere else. */
    record KeptAccount(Account account, String passwordHash) {

        @Override
        public String toString() {
            return account.toString();
        }
    }

    /** @return whether the address was free */
    boolean insert(Account account, String passwordHash) {
        return jdbc.sql("""
                INSERT INTO account (id, email, password_hash, created_at) VALUES (:id, :email, :hash, :created)
                ON CONFLICT (email) DO NOTHING""")
                        .param("id", account.id())
                        .param("email", account.email())
                        .param("hash", passwordHash)
                        .param("created", account.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    Optional<KeptAccount> findByEmail(String email) {
        return jdbc.sql("SELECT * FROM account WHERE email = :email")
                .param("email", email)
                .query((row, number) -> new KeptAccount(account(row, number), row.getString("password_hash")))
                .optional();
    }

    Optional<Account> find(UUID id) {
        return jdbc.sql("SELECT * FROM account WHERE id = :id")
                .param("id", id)
                .query(AccountRepository::account)
                .optional();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getTimestamp("created_at").toInstant());
    }
}
