package dev.gaia.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts everything, keeps it running, does what the other commands ask for, and ends it. */
final class Supervisor implements AutoCloseable {

    private final Installation installation;
    private final Ports ports;
    private final List<ServiceKind> services;
    private final Consumer<String> progress;
    private final Secrets secrets;
    private final DataStores stores;
    private final Parallel work = new Parallel();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("supervisor-timer").factory());
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile String phase = "starting";
    private volatile @Nullable String failure;
    private volatile RunState.@Nullable Control control;
    private volatile @Nullable ServiceInstances instances;
    private volatile @Nullable StartCaches startCaches;
    private @Nullable FileChannel lock;
    private @Nullable ControlServer door;

    Supervisor(Installation installation, Ports ports, List<ServiceKind> services, Consumer<String> progress)
            throws IOException {
        this.installation = installation;
        this.ports = ports;
        this.services = services;
        this.progress = progress;
        this.secrets = new Secrets(installation);
        this.stores = new DataStores(installation, secrets, ports, services, this::supervised);
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @throws LauncherException when something cannot be started; what has been started is ended before
     */
    void start() throws IOException, InterruptedException {
        lock = installation.lock();
        try {
            work.run(this::startEverything);
            phase = "ready";
            save();
            StartCaches caches = startCaches;
            if (caches != null) {
                var _ = work.begin(() -> makeMissing(caches));
            }
        } catch (LauncherException problem) {
            fail(problem.getMessage());
            throw problem;
        } catch (IOException | RuntimeException problem) {
            fail(problem.toString());
            throw problem;
        }
    }

    private void startEverything() throws IOException, InterruptedException {
        Orphans.end(installation, progress);
        ports.requireFree(neededPorts());
        openDoor();
        save();
        Future<List<Path>> models = work.begin(() ->
                services.contains(ServiceKind.CHAT) ? ModelFile.of(progress).all() : List.of());
        stores.start(work);
        progress.accept("The data services are ready");
        ServiceProcess serviceProcess =
                new ServiceProcess(installation, secrets, ports, stores, Parallel.await(models));
        ServiceInstances first = new ServiceInstances(installation, serviceProcess, this::supervised);
        instances = first;
        progress.accept("Starting "
                + String.join(", ", services.stream().map(ServiceKind::label).toList()));
        first.start(services, work, this::welcome);
        startCaches = new StartCaches(installation, serviceProcess, progress);
    }

    private boolean makeMissing(StartCaches caches) throws InterruptedException {
        try {
            caches.makeMissing(services, this::save);
        } catch (IOException unwritable) {
            progress.accept("The services go on to start slowly: " + unwritable.getMessage());
        }
        return true;
    }

    private List<Port> neededPorts() {
        List<Port> needed =
                new ArrayList<>(services.stream().map(ServiceKind::port).toList());
        needed.addAll(stores.neededPorts());
        return needed;
    }

    private void openDoor() throws IOException {
        byte[] token = new byte[32];
        new SecureRandom().nextBytes(token);
        String secret = HexFormat.of().formatHex(token);
        door = new ControlServer(this, secret);
        control = new RunState.Control(door.port(), secret);
    }

    private ManagedProcess supervised(ManagedProcess.Specification specification) {
        return new ManagedProcess(specification, timer, _ -> save());
    }

    private void welcome(ServiceInstance instance) throws InterruptedException {
        Duration took = Duration.between(instance.process().startedAt(), Instant.now());
        progress.accept("%s is ready after %.1f s".formatted(instance.service().label(), took.toMillis() / 1000.0));
        if (instance.service() == ServiceKind.AUTH) {
            new DeveloperAccount(secrets, "http://127.0.0.1:" + ports.of(Port.AUTH)).ensure();
        }
    }

    void scale(ServiceKind service, int count) throws IOException, InterruptedException {
        work.run(() -> requireInstances().scale(service, count));
        save();
    }

    void restart(ServiceKind service, boolean rolling) throws IOException, InterruptedException {
        work.run(() -> requireInstances().restart(service, rolling));
        save();
    }

    private ServiceInstances requireInstances() {
        ServiceInstances present = instances;
        if (present == null || !phase.equals("ready")) {
            throw new LauncherException("Gaia is just starting; try again in a moment.");
        }
        return present;
    }

    /** @param probe whether to ask each instance for its health, which takes a moment */
    RunState describe(boolean probe) {
        ServiceInstances present = instances;
        return new RunState(
                RunState.Entry.of(ProcessHandle.current().pid()),
                phase,
                failure,
                control,
                present == null ? List.of() : present.describe(probe),
                stores.describe());
    }

    private synchronized void save() {
        try {
            describe(false).write(installation);
            Orphans.record(installation, stores.pids(), servicePids());
        } catch (IOException unwritable) {
            progress.accept("The state could not be saved: " + unwritable.getMessage());
        }
    }

    private List<Long> servicePids() {
        ServiceInstances present = instances;
        StartCaches caches = startCaches;
        List<Long> pids = new ArrayList<>(present == null ? List.of() : present.pids());
        pids.addAll(caches == null ? List.of() : caches.pids());
        return pids;
    }

    private void fail(String message) {
        if (closed.get()) {
            return; // it was ended while it started, which is no failure to tell the next command about
        }
        phase = "failed";
        failure = message;
        stopEverything();
        save();
        ended.countDown();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stopEverything();
        try {
            RunState.delete(installation);
            Orphans.forget(installation);
        } catch (IOException undeletable) {
            progress.accept("The state could not be deleted: " + undeletable.getMessage());
        }
        ended.countDown();
    }

    /** First whatever is being started, so that nothing is started behind the back of what follows. */
    private void stopEverything() {
        work.close();
        ServiceInstances present = instances;
        if (present != null) {
            present.stop();
        }
        stores.stop();
        if (door != null) {
            door.close();
        }
    }
}
