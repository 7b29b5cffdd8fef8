package dev.gaia.auth.mail;

/** A letter in plain text. It may hold a secret, so that it shows nothing of itself. */
public record Mail(String to, String subject, String text) {

    @Override
    public String toString() {
        return "Mail[***]";
    }
}
