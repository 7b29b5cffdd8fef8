package dev.gaia.auth.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The events that are kept. Their names are an interface: alerts and searches use them. */
public enum AuditKind {
    REGISTERED,
    SIGNED_IN,
    SIGN_IN_REFUSED,
    REFRESH_TOKEN_REUSED,
    SIGNED_OUT,
    SIGNED_OUT_EVERYWHERE,
    SESSION_ENDED,
    EMAIL_CONFIRMED,
    EMAIL_CHANGE_REQUESTED,
    EMAIL_CHANGED,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    API_KEY_CREATED,
    API_KEY_ROTATED,
    API_KEY_REVOKED,
    SIGNING_KEY_ROTATED,
    ROLES_CHANGED,
    SUSPENDED,
    UNSUSPENDED,
    DATA_EXPORTED,
    ACCOUNT_DELETED,
    ACCOUNT_ERASED;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AuditKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
