package dev.gaia.auth.session;

import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the tables from growing for ever; several instances may do it at once. */
@Component
class SessionCleaner {

    private final Sessions sessions;

    SessionCleaner(Sessions sessions) {
        this.sessions = sessions;
    }

    @Scheduled(initialDelay = 10, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void clean() {
        sessions.clean();
    }
}
