package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts everything, keeps it running, and ends it. */
final class Supervisor implements AutoCloseable {

    private static final Duration STORE_START = Duration.ofSeconds(90);
    private static final Duration SERVICE_START = Duration.ofSeconds(120);
    private static final Duration SERVICE_STOP = Duration.ofSeconds(30);
    private static final Duration STORE_STOP = Duration.ofSeconds(20);
    private static final int MAX_INSTANCES = 50;

    private final Installation installation;
    private final Ports ports;
    private final List<ServiceKind> services;
    private final Consumer<String> progress;
    private final Secrets secrets;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("supervisor-timer").factory());
    private final List<ManagedProcess> stores = new CopyOnWriteArrayList<>();
    private final List<Port> storePorts = new CopyOnWriteArrayList<>();
    private final List<ServiceInstance> instances = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile String phase = "starting";
    private volatile @Nullable String failure;
    private RunState.@Nullable Control control;
    private @Nullable ControlServer door;
    private @Nullable ServiceProcess serviceProcess;
    private boolean closed;

    Supervisor(Installation installation, Ports ports, List<ServiceKind> services, Consumer<String> progress)
            throws IOException {
        this.installation = installation;
        this.ports = ports;
        this.services = services;
        this.progress = progress;
        this.secrets = new Secrets(installation);
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @throws LauncherException when something cannot be started; what has been started is ended before
     */
    void start() throws IOException, InterruptedException {
        try {
            Orphans.end(installation, progress);
            ports.requireFree(neededPorts());
            openDoor();
            save();
            PostgresServer postgres = startStoresAndFindModel();
            startServices(postgres);
            prepareDeveloper();
            phase = "ready";
            save();
        } catch (LauncherException problem) {
            fail(problem.getMessage());
            throw problem;
        } catch (IOException | RuntimeException problem) {
            fail(problem.toString());
            throw problem;
        }
    }

    private List<Port> neededPorts() {
        List<Port> needed = new ArrayList<>(List.of(Port.POSTGRES, Port.S3));
        for (ServiceKind service : services) {
            needed.add(service.port());
            needed.add(Port.redisOf(service));
        }
        return needed;
    }

    private void openDoor() throws IOException {
        byte[] token = new byte[32];
        new SecureRandom().nextBytes(token);
        String secret = HexFormat.of().formatHex(token);
        door = new ControlServer(this, secret);
        control = new RunState.Control(door.port(), secret);
    }

    private PostgresServer startStoresAndFindModel() throws IOException, InterruptedException {
        PostgresServer postgres = new PostgresServer(installation, secrets, ports.of(Port.POSTGRES));
        S3Server s3 = new S3Server(installation, secrets, ports.of(Port.S3));
        try (ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> starts = new ArrayList<>();
            Future<Path> model = parallel.submit(() ->
                    services.contains(ServiceKind.CHAT) ? ModelFile.of(progress).locate() : Path.of("none"));
            starts.add(parallel.submit(store(Port.POSTGRES, postgres::prepare, postgres::isReady)));
            for (ServiceKind service : services) {
                Port port = Port.redisOf(service);
                RedisServer redis = new RedisServer(installation, secrets, service, ports.of(port));
                starts.add(parallel.submit(store(port, redis::prepare, redis::isReady)));
            }
            if (services.contains(ServiceKind.ASSET)) {
                starts.add(parallel.submit(store(Port.S3, s3::prepare, s3::isReady)));
            }
            for (Future<?> start : starts) {
                await(start);
            }
            postgres.createDatabases();
            progress.accept("PostgreSQL, Redis and S3 are ready");
            serviceProcess = new ServiceProcess(installation, secrets, ports, s3.environment(), postgres, await(model));
            startPrometheus();
        }
        return postgres;
    }

    private Callable<Void> store(Port port, Callable<ManagedProcess.Specification> prepare, BooleanSupplier ready) {
        return () -> {
            ManagedProcess process = new ManagedProcess(prepare.call(), timer, _ -> save());
            stores.add(process);
            storePorts.add(port);
            process.start();
            awaitReady(process, ready, STORE_START);
            return null;
        };
    }

    private static <T> T await(Future<T> future) throws InterruptedException, IOException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException unreadable -> throw unreadable;
                case RuntimeException problem -> throw problem;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private void startPrometheus() throws IOException {
        Path template = installation.root().resolve("monitoring/prometheus.yml");
        if (PrometheusServer.isInstalled() && Files.exists(template)) {
            PrometheusServer prometheus = new PrometheusServer(installation, ports, template);
            ManagedProcess process = new ManagedProcess(prometheus.prepare(), timer, _ -> save());
            stores.add(process);
            storePorts.add(Port.PROMETHEUS);
            process.start();
            progress.accept("Prometheus is on http://127.0.0.1:" + ports.of(Port.PROMETHEUS));
        }
    }

    private void startServices(PostgresServer postgres) throws IOException, InterruptedException {
        for (ServiceKind service : services) {
            if (!Files.exists(service.jar(installation.root()))) {
                throw new LauncherException(service.label() + "-service is not built; run ./gaia up, which builds it.");
            }
            instances.add(newInstance(service, 0));
        }
        writeHosts();
        progress.accept("Starting "
                + String.join(", ", services.stream().map(ServiceKind::label).toList()));
        for (ServiceInstance instance : instances) {
            instance.process().start();
        }
        for (ServiceInstance instance : instances) {
            awaitReady(instance.process(), instance::isReady, SERVICE_START);
            progress.accept("%s is ready after %.1f s"
                    .formatted(
                            instance.service().label(),
                            Duration.between(instance.process().startedAt(), Instant.now())
                                            .toMillis()
                                    / 1000.0));
        }
        if (!postgres.isReady()) {
            throw new LauncherException("PostgreSQL has gone away; see " + installation.log("postgres"));
        }
    }

    private ServiceInstance newInstance(ServiceKind service, int index) throws IOException {
        if (serviceProcess == null) {
            throw new LauncherException("The data services are not ready yet.");
        }
        ManagedProcess process = new ManagedProcess(serviceProcess.specify(service, index), timer, _ -> save());
        return new ServiceInstance(service, index, ports.of(service.port()), process);
    }

    private static void awaitReady(ManagedProcess process, BooleanSupplier ready, Duration patience)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (!ready.getAsBoolean()) {
            if (process.restarts() > 0) {
                throw new LauncherException(process.name() + " ended while it started. The last lines of "
                        + process.log() + ":\n" + Logs.tail(process.log(), 6));
            }
            if (Instant.now().isAfter(deadline)) {
                throw new LauncherException(process.name() + " was not ready after " + patience.toSeconds()
                        + " s. The last lines of " + process.log() + ":\n" + Logs.tail(process.log(), 6));
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    private void prepareDeveloper() {
        if (services.contains(ServiceKind.AUTH)) {
            new DeveloperAccount(secrets, "http://127.0.0.1:" + ports.of(Port.AUTH)).ensure();
        }
    }

    /** Starts or ends instances until there are {@code count}; returns when new ones are ready. */
    synchronized void scale(ServiceKind service, int count) throws IOException, InterruptedException {
        if (service == ServiceKind.GATEWAY || count < 1 || count > MAX_INSTANCES) {
            throw new LauncherException("auth, chat and asset can have 1 to " + MAX_INSTANCES + " instances.");
        }
        List<ServiceInstance> added = new ArrayList<>();
        for (int index = of(service).size(); index < count; index++) {
            ServiceInstance instance = newInstance(service, index);
            instance.process().start();
            added.add(instance);
        }
        for (ServiceInstance instance : added) {
            awaitReady(instance.process(), instance::isReady, SERVICE_START);
            instances.add(instance);
            writeHosts();
        }
        List<ServiceInstance> surplus = of(service).stream()
                .filter(instance -> instance.index() >= count)
                .toList();
        instances.removeAll(surplus);
        writeHosts();
        surplus.forEach(instance -> instance.process().stop(SERVICE_STOP));
        save();
    }

    /** Replaces the instances of a service, one after the other, each out of sight of the gateway while it is away. */
    synchronized void restart(ServiceKind service, boolean rolling) throws IOException, InterruptedException {
        List<ServiceInstance> old = of(service);
        if (old.isEmpty()) {
            throw new LauncherException(service.label() + " does not run.");
        }
        ServiceInstance spare = null;
        if (rolling && service != ServiceKind.GATEWAY) {
            spare = newInstance(service, old.getLast().index() + 1);
            spare.process().start();
            awaitReady(spare.process(), spare::isReady, SERVICE_START);
            instances.add(spare);
            writeHosts();
        }
        for (ServiceInstance instance : old) {
            replace(instance);
        }
        if (spare != null) {
            instances.remove(spare);
            writeHosts();
            spare.process().stop(SERVICE_STOP);
        }
        save();
    }

    private void replace(ServiceInstance instance) throws IOException, InterruptedException {
        instances.remove(instance);
        writeHosts();
        instance.process().stop(SERVICE_STOP);
        ServiceInstance fresh = newInstance(instance.service(), instance.index());
        fresh.process().start();
        awaitReady(fresh.process(), fresh::isReady, SERVICE_START);
        instances.add(fresh);
        writeHosts();
    }

    private List<ServiceInstance> of(ServiceKind service) {
        return instances.stream()
                .filter(instance -> instance.service() == service)
                .sorted(Comparator.comparingInt(ServiceInstance::index))
                .toList();
    }

    private void writeHosts() throws IOException {
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        instances.forEach(instance -> hosts.append(instance.address())
                .append(' ')
                .append(ServiceProcess.internalName(instance.service()))
                .append('\n'));
        Installation.write(installation.run("hosts"), hosts.toString());
    }

    RunState describe(boolean probe) {
        List<RunState.Instance> running = instances.parallelStream()
                .map(instance -> instance.describe(probe))
                .sorted(Comparator.comparing(RunState.Instance::service).thenComparing(RunState.Instance::index))
                .toList();
        List<RunState.Store> data = new ArrayList<>();
        for (int i = 0; i < Math.min(stores.size(), storePorts.size()); i++) {
            ManagedProcess store = stores.get(i);
            data.add(new RunState.Store(
                    store.name(), store.pid(), ports.of(storePorts.get(i)), store.isAlive(), store.restarts()));
        }
        return new RunState(RunState.Entry.of(ProcessHandle.current().pid()), phase, failure, control, running, data);
    }

    private void fail(String message) {
        phase = "failed";
        failure = message;
        stopEverything();
        save();
        ended.countDown();
    }

    private synchronized void save() {
        try {
            describe(false).write(installation);
            Orphans.record(installation, children());
        } catch (IOException unwritable) {
            progress.accept("The state could not be saved: " + unwritable.getMessage());
        }
    }

    private List<Long> children() {
        List<Long> pids =
                new ArrayList<>(stores.stream().map(ManagedProcess::pid).toList());
        pids.addAll(instances.stream().map(instance -> instance.process().pid()).toList());
        return pids;
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
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

    private void stopEverything() {
        stopAll(instances.stream().map(ServiceInstance::process).toList(), SERVICE_STOP);
        stopAll(stores, STORE_STOP);
        if (door != null) {
            door.close();
        }
    }

    private static void stopAll(List<ManagedProcess> processes, Duration patience) {
        List<Thread> stops = processes.stream()
                .map(process -> Thread.ofVirtual().start(() -> process.stop(patience)))
                .toList();
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Map<Port, Integer> portsInUse() {
        return Arrays.stream(Port.values()).collect(java.util.stream.Collectors.toMap(port -> port, ports::of));
    }
}
