package dev.gaia.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Random passwords and keys of this installation, each in a file that only its owner can read. */
final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    Secrets(Installation installation) throws IOException {
        folder = installation.folder("secrets");
    }

    /** The password of that name, made at the first call. */
    String password(String name) {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return getOrMake(name, HexFormat.of().formatHex(bytes));
    }

    /** The 256-bit key of that name in Base64, made at the first call. */
    String key(String name) {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return getOrMake(name, Base64.getEncoder().encodeToString(bytes));
    }

    Optional<String> find(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void keep(String name, String secret) {
        try {
            Installation.write(folder.resolve(name), secret);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private synchronized String getOrMake(String name, String fresh) {
        return find(name).orElseGet(() -> {
            keep(name, fresh);
            return fresh;
        });
    }
}
