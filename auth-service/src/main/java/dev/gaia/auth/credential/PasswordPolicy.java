package dev.gaia.auth.credential;

import java.util.Optional;

/** Which passwords are accepted: by length and by how common they are, as NIST SP 800-63B advises, not by
 * kinds of characters. */
public final class PasswordPolicy {

    /** In characters as people count them. */
    public static final int MIN_LENGTH = 8;

    /** In Java's chars, as a bound on the work that a stranger can ask for. */
    public static final int MAX_LENGTH = 256;

    private PasswordPolicy() {}

    /** What is wrong with the password, as a sentence for its owner; empty when nothing is. */
    public static Optional<String> complaint(String password, String email) {
        if (password.codePointCount(0, password.length()) < MIN_LENGTH) {
            return Optional.of("The password needs at least " + MIN_LENGTH + " characters.");
        }
        if (password.length() > MAX_LENGTH) {
            return Optional.of("The password may have at most " + MAX_LENGTH + " characters.");
        }
        if (password.isBlank() || password.chars().distinct().count() == 1) {
            return Optional.of("The password is one character over and over.");
        }
        if (password.equalsIgnoreCase(email) || password.equalsIgnoreCase(localPart(email))) {
            return Optional.of("The password is the e-mail address.");
        }
        if (CommonPasswords.contains(password)) {
            return Optional.of("The password is one of those that are guessed first.");
        }
        return Optional.empty();
    }

    private static String localPart(String email) {
        return email.substring(0, Math.max(0, email.indexOf('@')));
    }
}
