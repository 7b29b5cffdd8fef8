package dev.gaia.auth.oauth;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the tables from growing for ever; several instances may do it at once. */
@Component
class AuthorizationCleaner {

    private final JdbcClient jdbc;
    private final DeviceGuesses guesses;
    private final InstantSource clock;

    AuthorizationCleaner(JdbcClient jdbc, DeviceGuesses guesses, InstantSource clock) {
        this.jdbc = jdbc;
        this.guesses = guesses;
        this.clock = clock;
    }

    /** An authorization is over when its session is gone, or when it never came to one in an hour. */
    @Scheduled(initialDelay = 10, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void clean() {
        jdbc.sql("""
                        DELETE FROM oauth2_authorization a
                        WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.id::text = a.id)
                            AND a.created_at < :anHourAgo
                        """)
                .param("anHourAgo", clock.instant().atOffset(ZoneOffset.UTC).minusHours(1))
                .update();
        guesses.deleteOld();
    }
}
