package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The data services of one run: PostgreSQL, a Redis for each service, object storage, and Prometheus that watches. */
final class DataStores {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(20);

    private record Store(Port port, ManagedProcess process) {}

    private final Installation installation;
    private final Ports ports;
    private final PostgresServer postgres;
    private final Map<ServiceKind, RedisServer> redis = new EnumMap<>(ServiceKind.class);
    private final S3Server s3;
    private final boolean needsS3;
    private final Function<ManagedProcess.Specification, ManagedProcess> supervised;
    private final List<Store> stores = new CopyOnWriteArrayList<>();

    /** @param supervised makes a process that is started again when it dies */
    DataStores(
            Installation installation,
            Secrets secrets,
            Ports ports,
            List<ServiceKind> services,
            Function<ManagedProcess.Specification, ManagedProcess> supervised) {
        this.installation = installation;
        this.ports = ports;
        this.postgres = new PostgresServer(installation, secrets, ports.of(Port.POSTGRES));
        for (ServiceKind service : services) {
            redis.put(service, new RedisServer(installation, secrets, service, ports.of(Port.redisOf(service))));
        }
        this.s3 = new S3Server(installation, secrets, ports.of(Port.S3));
        this.needsS3 = services.contains(ServiceKind.ASSET);
        this.supervised = supervised;
    }

    List<Port> neededPorts() {
        List<Port> needed = new ArrayList<>(List.of(Port.POSTGRES));
        redis.keySet().forEach(service -> needed.add(Port.redisOf(service)));
        if (needsS3) {
            needed.add(Port.S3);
        }
        if (watches()) {
            needed.add(Port.PROMETHEUS);
        }
        return needed;
    }

    /** Returns when all of them answer and every service has its database. */
    void start(Parallel parallel) throws IOException, InterruptedException {
        List<Parallel.Action> starts = new ArrayList<>();
        starts.add(() -> {
            start(Port.POSTGRES, postgres::prepare, postgres::isReady);
            postgres.createDatabases();
        });
        redis.forEach(
                (service, server) -> starts.add(() -> start(Port.redisOf(service), server::prepare, server::isReady)));
        if (needsS3) {
            starts.add(() -> start(Port.S3, s3::prepare, s3::isReady));
        }
        if (watches()) {
            // Nothing waits for it, and without it everything works.
            starts.add(() -> start(Port.PROMETHEUS, prometheus()::prepare, () -> true));
        }
        parallel.all(starts);
    }

    /** A server's specification, which may have to be unpacked and set up for it. */
    private interface Preparation {

        ManagedProcess.Specification make() throws IOException, InterruptedException;
    }

    private void start(Port port, Preparation preparation, BooleanSupplier ready)
            throws IOException, InterruptedException {
        ManagedProcess process = supervised.apply(preparation.make());
        stores.add(new Store(port, process));
        process.start();
        process.awaitReady(ready, START);
    }

    private PrometheusServer prometheus() {
        return new PrometheusServer(installation, ports, prometheusTemplate());
    }

    private boolean watches() {
        return PrometheusServer.isInstalled() && Files.exists(prometheusTemplate());
    }

    private Path prometheusTemplate() {
        return installation.root().resolve("monitoring/prometheus.yml");
    }

    /** The variables by which a service finds its data. */
    Map<String, String> environment(ServiceKind service) {
        Map<String, String> environment = new HashMap<>();
        RedisServer cache = redis.get(service);
        if (cache != null) {
            environment.put("REDIS_URL", cache.url());
        }
        if (service.hasDatabase()) {
            environment.put("DATABASE_URL", postgres.url(service));
        }
        if (service == ServiceKind.ASSET) {
            environment.putAll(s3.environment());
        }
        return environment;
    }

    List<Long> pids() {
        return stores.stream().map(store -> store.process().pid()).toList();
    }

    List<RunState.Store> describe() {
        return stores.stream()
                .map(store -> new RunState.Store(
                        store.process().name(),
                        store.process().pid(),
                        ports.of(store.port()),
                        store.process().isAlive(),
                        store.process().restarts()))
                .toList();
    }

    void stop() {
        ManagedProcess.stopAll(stores.stream().map(Store::process).toList(), STOP);
    }
}
