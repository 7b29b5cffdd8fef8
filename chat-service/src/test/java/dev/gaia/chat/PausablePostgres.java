package dev.gaia.chat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server of one's own that can be made to hang, all its processes at once, and to go on. */
final class PausablePostgres implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final Path folder;

    PausablePostgres() throws IOException {
        folder = Files.createTempDirectory("gaia-postgres");
        server = EmbeddedPostgres.builder().setDataDirectory(folder).start();
    }

    String url() {
        return "postgres://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres";
    }

    void pause() throws Exception {
        signal("-STOP");
    }

    void resume() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        Path lock = folder.resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return; // it has ended
        }
        ProcessHandle main = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(lock).getFirst().strip()))
                .orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", signal));
        Stream.concat(Stream.of(main), main.descendants())
                .forEach(process -> command.add(Long.toString(process.pid())));
        // One that has ended in between makes kill fail, though the others got the signal.
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Goes on before it ends: what hangs cannot end. */
    @Override
    public void close() throws Exception {
        resume();
        server.close();
    }
}
