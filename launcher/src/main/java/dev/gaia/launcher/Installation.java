package dev.gaia.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where things lie: the clone and the state of this installation.
 *
 * @param root the clone, with the services' {@code target} folders
 * @param home all state, {@code .gaia} in the clone unless {@code GAIA_HOME} says otherwise
 */
record Installation(Path root, Path home) {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    static Installation here() {
        Path root = findRoot();
        String home = System.getenv("GAIA_HOME");
        return new Installation(
                root, home == null ? root.resolve(".gaia") : Path.of(home).toAbsolutePath());
    }

    /** Three levels above {@code launcher/target/launcher.jar} or {@code launcher/target/classes}. */
    private static Path findRoot() {
        try {
            Path code = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return code.resolve("../../..").normalize();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Path folder(String name) throws IOException {
        return Files.createDirectories(home.resolve(name), OWNER_ONLY_FOLDER);
    }

    Path log(String name) throws IOException {
        return folder("logs").resolve(name + ".log");
    }

    Path run(String name) throws IOException {
        return folder("run").resolve(name);
    }

    /**
     * Holds the installation for one supervisor until this process ends, however it ends.
     *
     * @throws LauncherException when another has it
     */
    FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(
                run("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        if (channel.tryLock() == null) {
            channel.close();
            throw new LauncherException("Another ./gaia up is at work here; see ./gaia status.");
        }
        return channel;
    }

    /** What every installation on this machine shares: models and unpacked servers. */
    static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache)).resolve("gaia");
    }

    /** Replaces a file as a whole, so that no reader sees half of it; only the owner can read it. */
    static void write(Path file, String content) throws IOException {
        Path part = Files.createTempFile(
                Objects.requireNonNull(file.getParent()),
                String.valueOf(file.getFileName()),
                ".part",
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes a folder with all that is in it. */
    static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
