package dev.gaia.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** A process that answers each command, a line, with a JSON object, a line; between two commands it uses no processor. */
final class Contestant implements AutoCloseable {

    private final String name;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final JsonNode ready;

    private Contestant(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.ready = answer();
    }

    /** Returns when the process has said its first line. */
    static Contestant start(String name, ProcessBuilder command) throws IOException {
        return new Contestant(
                name, command.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    String name() {
        return name;
    }

    /** What it said when it was ready. */
    JsonNode ready() {
        return ready;
    }

    JsonNode ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
        return answer();
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new LauncherException(name + " has ended; what it said stands above.");
            }
            return RunState.JSON.readTree(line);
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
