package dev.gaia.auth.token;

import java.util.Set;
import java.util.UUID;

/** What an account's tokens may allow; who knows accounts knows it. */
public interface Entitlements {

    /** The scopes that the account may have now; none when it may have no tokens. */
    Set<String> scopesOf(UUID account);

    /** By which limits the gateway serves the account, for example {@code free}. */
    String planOf(UUID account);
}
