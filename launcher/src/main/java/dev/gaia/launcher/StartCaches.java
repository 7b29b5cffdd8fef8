package dev.gaia.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM keeps of one start for all later ones: classes, loaded and linked, and which methods are worth compiling (an AOT
 * cache: JEP 483, 514, 515).
 *
 * <p>They are made after a build when everything is ready, one after the other, by instances that nobody is sent to and that
 * leave the processor to whoever else wants it.
 */
final class StartCaches {

    private static final Duration START = Duration.ofMinutes(5);
    /** The JVM writes the cache when it ends, which takes ten times as long as a start. */
    private static final Duration END = Duration.ofMinutes(10);

    private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);
    private static final List<String> REHEARSED =
            List.of("/actuator/health", "/actuator/prometheus", "/health", "/.well-known/jwks.json", "/no-such-path");

    private final Installation installation;
    private final ServiceProcess serviceProcess;
    private final Consumer<String> progress;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private volatile @Nullable Process rehearsal;

    StartCaches(Installation installation, ServiceProcess serviceProcess, Consumer<String> progress) {
        this.installation = installation;
        this.serviceProcess = serviceProcess;
        this.progress = progress;
    }

    List<Long> pids() {
        Process current = rehearsal;
        return current == null || !current.isAlive() ? List.of() : List.of(current.pid());
    }

    /** @param changed told when {@link #pids} has */
    void makeMissing(List<ServiceKind> services, Runnable changed) throws IOException, InterruptedException {
        for (ServiceKind service : services) {
            if (!service.hasStartCache(installation.root())) {
                make(service, changed);
            }
        }
    }

    private void make(ServiceKind service, Runnable changed) throws IOException, InterruptedException {
        Path cache = service.startCache(installation.root());
        Path part = cache.resolveSibling(cache.getFileName() + ".part");
        Process process = start(serviceProcess.rehearse(service, part));
        rehearsal = process;
        changed.run();
        try {
            if (rehearse(service, process) && ends(process) && Files.exists(part)) {
                Files.move(part, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                progress.accept(service.label() + " starts faster from now on");
            } else {
                progress.accept(service.label() + " goes on to start slowly: its rehearsal failed; see "
                        + installation.log(service.label() + "-rehearsal"));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly); // who writes the cache is a child
            process.destroyForcibly().waitFor();
            Files.deleteIfExists(part);
            changed.run();
        }
    }

    private static Process start(ManagedProcess.Specification specification) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            command.addAll(List.of("nice", "-n", "19"));
        }
        command.addAll(specification.command());
        ProcessBuilder builder = new ProcessBuilder(OwnSession.of(command))
                .redirectErrorStream(true)
                .redirectOutput(specification.log().toFile());
        builder.environment().putAll(specification.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private boolean rehearse(ServiceKind service, Process process) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (status(service, "/actuator/health/readiness") != 200) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                return false;
            }
            boolean _ = new CountDownLatch(1).await(PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        for (String path : REHEARSED) {
            int _ = status(service, path);
        }
        return true;
    }

    private int status(ServiceKind service, String path) throws InterruptedException {
        URI address =
                URI.create("http://" + ServiceProcess.REHEARSAL_ADDRESS + ":" + serviceProcess.port(service) + path);
        try {
            return http.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static boolean ends(Process process) throws InterruptedException {
        process.destroy();
        return process.waitFor(END.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
