package dev.gaia.auth.mail;

/** A letter did not leave; it may later. Says nothing of what is in it. */
final class MailFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    MailFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
