package dev.gaia.auth.account;

import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param email address of the account that is an admin from the start; empty for none */
@ConfigurationProperties("auth.admin")
record AdminProperties(@DefaultValue("") String email) {

    AdminProperties {
        if (!email.isBlank() && Email.parse(email).isEmpty()) {
            throw new IllegalArgumentException("GAIA_ADMIN_EMAIL is not an e-mail address");
        }
    }

    Optional<Email> address() {
        return Email.parse(email);
    }
}
