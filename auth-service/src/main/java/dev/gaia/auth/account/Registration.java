package dev.gaia.auth.account;

/** What became of an attempt to register. */
sealed interface Registration {

    record Registered(Account account) implements Registration {}

    record EmailTaken() implements Registration {}

    /** @param complaint a sentence for whoever wants to register */
    record Unacceptable(String complaint) implements Registration {}
}
