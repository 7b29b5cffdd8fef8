package dev.gaia.auth.account;

import dev.gaia.auth.region.RegionDirectory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps accounts and the hashes of their passwords. */
@Repository
class AccountRepository {

    private final JdbcClient jdbc;
    private final RegionDirectory regions;

    AccountRepository(JdbcClient jdbc, RegionDirectory regions) {
        this.jdbc = jdbc;
        this.regions = regions;
    }

    record WithPassword(Account account, String passwordHash) {}

    boolean exists(Email email) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM account WHERE email = :email)")
                .param("email", email.value())
                .query(Boolean.class)
                .single();
    }

    Optional<Account> find(UUID id) {
        return jdbc.sql(
                        "SELECT id, email, created_at, roles, email_confirmed_at, suspended_at, home_region FROM account WHERE id = :id AND deleted_at IS NULL")
                .param("id", id)
                .query(this::account)
                .optional();
    }

    Optional<WithPassword> findByEmail(Email email) {
        return jdbc.sql(
                        "SELECT id, email, created_at, roles, email_confirmed_at, suspended_at, home_region, password_hash FROM account WHERE email = :email AND deleted_at IS NULL")
                .param("email", email.value())
                .query((row, number) -> new WithPassword(account(row, number), row.getString("password_hash")))
                .optional();
    }

    Optional<WithPassword> findWithPassword(UUID id) {
        return jdbc.sql("""
                        SELECT id, email, created_at, roles, email_confirmed_at, suspended_at, home_region, password_hash FROM account WHERE id = :id AND deleted_at IS NULL
                        """)
                .param("id", id)
                .query((row, number) -> new WithPassword(account(row, number), row.getString("password_hash")))
                .optional();
    }

    /** @return false when the account has moved to another address */
    boolean confirmEmail(UUID id, String email, Instant now) {
        return jdbc.sql("""
                                UPDATE account SET email_confirmed_at = coalesce(email_confirmed_at, :now)
                                WHERE id = :id AND email = :email
                                """)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("id", id)
                        .param("email", email)
                        .update()
                == 1;
    }

    /** @throws org.springframework.dao.DuplicateKeyException when the address is another account's */
    boolean changeEmail(UUID id, String email, Instant now) {
        return jdbc.sql("UPDATE account SET email = :email, email_confirmed_at = :now WHERE id = :id")
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("id", id)
                        .param("email", email)
                        .update()
                == 1;
    }

    /** @param since null when it may come in again */
    void updateSuspension(UUID id, @Nullable Instant since) {
        jdbc.sql("UPDATE account SET suspended_at = :since::timestamptz WHERE id = :id")
                .param("since", since == null ? null : since.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    List<String> emails() {
        return jdbc.sql("SELECT email FROM account WHERE deleted_at IS NULL")
                .query((row, _) -> row.getString("email"))
                .list();
    }

    /** Takes everything personal; what is left of it is an id. */
    void empty(UUID id, Instant now) {
        jdbc.sql("""
                        UPDATE account
                        SET email = 'deleted:' || id, email_confirmed_at = NULL, password_hash = '', roles = '{user}',
                            deleted_at = :now
                        WHERE id = :id
                        """).param("now", now.atOffset(ZoneOffset.UTC)).param("id", id).update();
    }

    void updatePassword(UUID id, String passwordHash) {
        jdbc.sql("UPDATE account SET password_hash = :passwordHash WHERE id = :id")
                .param("passwordHash", passwordHash)
                .param("id", id)
                .update();
    }

    /** @return false when the address was taken */
    boolean insert(Account account, String passwordHash) {
        return jdbc.sql("""
                                INSERT INTO account (id, email, password_hash, created_at, home_region)
                                VALUES (:id, :email, :passwordHash, :createdAt, :homeRegion)
                                ON CONFLICT (email) DO NOTHING
                                """)
                        .param("id", account.id())
                        .param("email", account.email())
                        .param("passwordHash", passwordHash)
                        .param("homeRegion", account.homeRegion())
                        .param("createdAt", account.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    Optional<String> findPlan(UUID id) {
        return jdbc.sql("SELECT plan FROM account WHERE id = :id")
                .param("id", id)
                .query((row, _) -> row.getString("plan"))
                .optional();
    }

    /** @return false when there is no such account */
    boolean updatePlan(UUID id, String plan) {
        return jdbc.sql("UPDATE account SET plan = :plan WHERE id = :id")
                        .param("plan", plan)
                        .param("id", id)
                        .update()
                == 1;
    }

    /** @return false when there is no such account */
    boolean updateRoles(UUID id, Set<Role> roles) {
        return jdbc.sql("UPDATE account SET roles = :roles WHERE id = :id")
                        .param("roles", roles.stream().map(Role::label).sorted().toArray(String[]::new))
                        .param("id", id)
                        .update()
                == 1;
    }

    /** @return the account, when the address is a confirmed one and it was no admin before */
    Optional<UUID> grantAdmin(Email email) {
        return jdbc.sql("""
                        UPDATE account SET roles = roles || '{admin}'
                        WHERE email = :email AND email_confirmed_at IS NOT NULL AND NOT roles @> '{admin}'
                        RETURNING id
                        """).param("email", email.value()).query(UUID.class).optional();
    }

    private Account account(ResultSet row, int rowNumber) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Arrays.stream((String[]) row.getArray("roles").getArray())
                        .map(Role::of)
                        .collect(Collectors.toUnmodifiableSet()),
                instant(row, "email_confirmed_at"),
                instant(row, "suspended_at"),
                Objects.requireNonNullElse(row.getString("home_region"), regions.here()));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
