package dev.gaia.auth.erasure;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Works erasures off in the background; several instances may do it at once. */
@Component
class ErasureWorker {

    private static final Logger log = LoggerFactory.getLogger(ErasureWorker.class);

    private final Erasures erasures;

    ErasureWorker(Erasures erasures) {
        this.erasures = erasures;
    }

    @Scheduled(initialDelay = 2, fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
    void work() {
        try {
            erasures.workOff();
        } catch (DataAccessException | TransactionException away) {
            log.warn("Erasures wait, since the database does not answer: {}", away.getMessage());
        }
    }

    @Scheduled(initialDelay = 10, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void clean() {
        erasures.clean();
    }
}
