package dev.gaia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** llama.cpp as the benchmarks' peer, in a Python environment of its own that is set up at its first use. */
final class LlamaCpp {

    private static final String LIBRARY = "llama-cpp-python==0.3.36";
    private static final String SERVER = "xllamacpp==2026.10.11549";

    /** Those formats of llama.cpp in which it was fastest here, by their numbers in its {@code llama.h}. */
    private static final Map<String, Integer> FAST_FORMATS = Map.of("Q8_0", 7, "Q4_0", 2);

    private final Path folder = Installation.cache().resolve("llama.cpp");

    /** @throws LauncherException when the peer is another one */
    static LlamaCpp named(String peer) {
        if (!peer.equals("llama.cpp")) {
            throw new LauncherException("There is no peer named " + peer + "; there is llama.cpp");
        }
        return new LlamaCpp();
    }

    /** One on the same file, and one on each of the formats that suit it best. */
    List<Contestant> engines(Path model) throws IOException, InterruptedException {
        if (!model.toString().endsWith(".gguf")) {
            throw new LauncherException("llama.cpp reads GGUF files only; point GAIA_MODEL at one.");
        }
        install(LIBRARY, "llama_cpp", "is built for this processor, which takes about ten minutes");
        Path script = script("llama_cpp_engine.py");
        List<Contestant> engines = new ArrayList<>();
        engines.add(engine("llama.cpp", script, model));
        for (String format : List.of("Q8_0", "Q4_0")) {
            engines.add(engine("llama.cpp " + format, script, requantised(model, format)));
        }
        return engines;
    }

    /** @return the command of a server for this model on a port of 127.0.0.1, which says a line when it is ready */
    ProcessBuilder server(Path model, int port, int streams, int contextTokens)
            throws IOException, InterruptedException {
        install(SERVER, "xllamacpp", "is fetched");
        return new ProcessBuilder(
                python(),
                script("llama_cpp_server.py").toString(),
                model.toString(),
                Integer.toString(Runtime.getRuntime().availableProcessors()),
                Integer.toString(port),
                Integer.toString(streams),
                Integer.toString(contextTokens));
    }

    private Contestant engine(String name, Path script, Path model) throws IOException {
        System.err.println("Starting " + name);
        return Contestant.start(
                name,
                new ProcessBuilder(
                        python(),
                        script.toString(),
                        model.toString(),
                        Integer.toString(Runtime.getRuntime().availableProcessors()),
                        Integer.toString(EngineBenchmark.CONTEXT),
                        Integer.toString(EngineBenchmark.ANSWER),
                        Integer.toString(EngineBenchmark.MOST_STREAMS)));
    }

    private Path requantised(Path model, String format) throws IOException, InterruptedException {
        Path target = folder.resolve(model.getFileName() + "." + format + ".gguf");
        if (!Files.exists(target)) {
            System.err.println("Writing the model as " + format);
            Path part = Path.of(target + ".part");
            run(
                    List.of(
                            python(),
                            script("llama_cpp_requantise.py").toString(),
                            model.toString(),
                            part.toString(),
                            Integer.toString(Objects.requireNonNull(FAST_FORMATS.get(format)))),
                    "requantise");
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return target;
    }

    private void install(String requirement, String module, String how) throws IOException, InterruptedException {
        Path done = folder.resolve(requirement + ".installed");
        if (Files.exists(done)) {
            return;
        }
        Files.createDirectories(folder);
        if (!Files.isExecutable(Path.of(python()))) {
            run(List.of("python3", "-m", "venv", folder.resolve("python").toString()), "venv");
        }
        System.err.println("llama.cpp (" + module + ") " + how + ", once");
        run(List.of(python(), "-m", "pip", "install", "--no-input", requirement), "pip");
        Files.createFile(done);
    }

    private String python() {
        return folder.resolve(Path.of("python", "bin", "python")).toString();
    }

    private void run(List<String> command, String what) throws IOException, InterruptedException {
        Path log = folder.resolve(what + ".log");
        long start = System.nanoTime();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException missing) {
            throw new LauncherException("The peer needs " + command.getFirst() + ": " + missing.getMessage());
        }
        try {
            while (!process.waitFor(30, TimeUnit.SECONDS)) {
                System.err.println("  … " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s");
            }
        } finally {
            process.destroy(); // it has ended, unless the launcher is being ended
        }
        if (process.exitValue() != 0) {
            throw new LauncherException("llama.cpp could not be set up (it needs python3 with venv, and for --peer of"
                    + " bench engine cmake and a C++ compiler):\n" + Logs.tail(log, 10));
        }
    }

    private Path script(String name) throws IOException {
        Files.createDirectories(folder);
        Path target = folder.resolve(name);
        try (InputStream script = Objects.requireNonNull(LlamaCpp.class.getResourceAsStream("/bench/" + name))) {
            Files.copy(script, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }
}
