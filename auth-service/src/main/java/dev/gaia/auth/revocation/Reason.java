package dev.gaia.auth.revocation;

import java.util.Locale;

/** Why a session ended before its time. */
public enum Reason {
    LOGOUT,
    ENDED_BY_OWNER,
    ENDED_BY_ADMIN,
    KEY_REVOKED,
    REFRESH_TOKEN_REUSED,
    CODE_REPLAYED,
    PASSWORD_CHANGED,
    ACCOUNT_SUSPENDED,
    ACCOUNT_DELETED,
    CLIENT_REVOKED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
