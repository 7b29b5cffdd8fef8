package dev.gaia.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder of letters. */
public final class Mailbox {

    private static final Pattern SECRET = Pattern.compile("#([A-Za-z0-9_-]{43})\\s");

    private final Path folder;

    Mailbox() {
        try {
            folder = Files.createTempDirectory("gaia-mail");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Those to an address, in no order. */
    public List<String> lettersTo(String email) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .map(Mailbox::read)
                    .filter(letter -> letter.contains("\nTo: " + email + "\n"))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits until so many have come. */
    public List<String> awaitLettersTo(String email, int count) {
        await().until(() -> lettersTo(email).size() >= count);
        return lettersTo(email);
    }

    /** The token in the letter with this subject, when it has come. */
    public String awaitToken(String email, String subject) {
        await().until(() -> tokens(email, subject).size() == 1);
        return tokens(email, subject).getFirst();
    }

    private List<String> tokens(String email, String subject) {
        return lettersTo(email).stream()
                .filter(letter -> letter.contains("\nSubject: " + subject + "\n"))
                .map(Mailbox::secretOf)
                .toList();
    }

    private static String secretOf(String letter) {
        Matcher secret = SECRET.matcher(letter);
        assertThat(secret.find()).as(letter).isTrue();
        return secret.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
