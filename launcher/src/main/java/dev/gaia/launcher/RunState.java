package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs, as {@code .gaia/run/state.json} tells it: to the other commands while the supervisor lives, and to the next
 * {@code up} when it was killed.
 *
 * @param phase {@code starting}, {@code ready} or {@code failed}
 * @param failure what went wrong, for {@code failed}
 * @param control where the supervisor takes commands; not before it is set up
 */
record RunState(
        Entry supervisor,
        String phase,
        @Nullable String failure,
        @Nullable Control control,
        List<Instance> services,
        List<Store> dataStores) {

    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** A process, told apart from a later one with the same id by when it started. */
    record Entry(long pid, @Nullable Instant startedAt) {

        static Entry of(long pid) {
            return new Entry(
                    pid,
                    ProcessHandle.of(pid)
                            .flatMap(process -> process.info().startInstant())
                            .orElse(null));
        }

        /** The process, when it is still the same one. */
        Optional<ProcessHandle> process() {
            return startedAt == null || pid <= 0
                    ? Optional.empty()
                    : ProcessHandle.of(pid)
                            .filter(ProcessHandle::isAlive)
                            .filter(process -> process.info()
                                    .startInstant()
                                    .filter(startedAt::equals)
                                    .isPresent());
        }
    }

    /** Loopback port and token of the supervisor's own door. */
    record Control(int port, String token) {}

    /** One instance of a service. */
    record Instance(
            String service,
            int index,
            long pid,
            String address,
            int port,
            String health,
            int restarts,
            Instant startedAt) {}

    /** A data service. */
    record Store(String name, long pid, int port, boolean alive, int restarts) {}

    static Optional<RunState> read(Installation installation) throws IOException {
        Path file = installation.run("state.json");
        return Files.exists(file)
                ? Optional.of(JSON.readValue(Files.readString(file), RunState.class))
                : Optional.empty();
    }

    /** That of a supervisor which lives. */
    static Optional<RunState> readLive(Installation installation) throws IOException {
        return read(installation).filter(state -> state.supervisor().process().isPresent());
    }

    void write(Installation installation) throws IOException {
        Installation.write(installation.run("state.json"), JSON.writeValueAsString(this));
    }

    static void delete(Installation installation) throws IOException {
        Files.deleteIfExists(installation.run("state.json"));
    }
}
