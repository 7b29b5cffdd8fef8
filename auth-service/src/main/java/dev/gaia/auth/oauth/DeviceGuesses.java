package dev.gaia.auth.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How many codes that were none an account has typed lately, on all instances. */
@Repository
class DeviceGuesses {

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Duration window;
    private final int most;

    DeviceGuesses(JdbcClient jdbc, InstantSource clock, OAuthProperties properties) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.window = properties.guessWindow();
        this.most = properties.maxGuesses();
    }

    /**
     * Counts this one beforehand, so that many at once are not all the first.
     *
     * @return false when there were too many
     */
    boolean begin(UUID account) {
        Instant now = clock.instant();
        jdbc.sql("INSERT INTO device_code_guess (account_id, guessed_at) VALUES (:account, :now)")
                .param("account", account)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return jdbc.sql("SELECT count(*) FROM device_code_guess WHERE account_id = :account AND guessed_at > :since")
                        .param("account", account)
                        .param("since", now.minus(window).atOffset(ZoneOffset.UTC))
                        .query(Integer.class)
                        .single()
                <= most;
    }

    /** It was no guess. */
    void forgive(UUID account) {
        jdbc.sql("""
                        DELETE FROM device_code_guess WHERE ctid = (
                            SELECT ctid FROM device_code_guess WHERE account_id = :account
                            ORDER BY guessed_at DESC LIMIT 1)
                        """).param("account", account).update();
    }

    void deleteOld() {
        jdbc.sql("DELETE FROM device_code_guess WHERE guessed_at < :time")
                .param("time", clock.instant().minus(window).atOffset(ZoneOffset.UTC))
                .update();
    }

    Duration window() {
        return window;
    }
}
