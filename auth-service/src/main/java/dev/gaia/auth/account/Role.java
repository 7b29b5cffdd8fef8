package dev.gaia.auth.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;

/** What an account is in Gaia, and which scopes its tokens carry for that. */
public enum Role {
    USER("chat", "assets"),
    ADMIN("admin");

    private final Set<String> scopes;

    Role(String... scopes) {
        this.scopes = Set.of(scopes);
    }

    Set<String> scopes() {
        return scopes;
    }

    /** As the database and clients write it. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
