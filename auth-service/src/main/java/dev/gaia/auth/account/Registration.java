package dev.gaia.auth.account;

/** What became of an attempt to register. */
sealed interface Registration {

    record Registered(Account account) implements Registration {}

    /** Whether the address had an account or not. */
    record ToBeConfirmed() implements Registration {}

    record EmailTaken() implements Registration {}

    /** @param complaint a sentence for whoever wants to register */
    record Unacceptable(String complaint) implements Registration {}
}
