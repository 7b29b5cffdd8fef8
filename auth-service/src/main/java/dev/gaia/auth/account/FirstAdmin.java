package dev.gaia.auth.account;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Makes the account of the configured address an admin, which later can make others. Only once the address is confirmed:
 * whoever merely registers it first must not own Gaia.
 */
@Component
class FirstAdmin {

    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private final AccountRepository repository;
    private final AdminProperties properties;

    FirstAdmin(AccountRepository repository, AdminProperties properties) {
        this.repository = repository;
        this.properties = properties;
    }

    @EventListener(ApplicationReadyEvent.class)
    void grant() {
        properties
                .address()
                .flatMap(repository::grantAdmin)
                .ifPresent(account -> log.info("Account {} is an admin now, by GAIA_ADMIN_EMAIL", account));
    }
}
