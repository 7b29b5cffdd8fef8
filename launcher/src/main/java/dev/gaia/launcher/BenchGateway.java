package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A gateway with a Redis of its own, an upstream that stands for all services, and a client, each a process. */
final class BenchGateway implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);

    /** Limits are on, but none is to be reached. */
    private static final Map<String, String> WITHOUT_BOUNDS =
            Map.of("GAIA_DEFAULT_PLAN", "unlimited", "GAIA_ADDRESS_REQUESTS_PER_MINUTE", "0");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<ManagedProcess> processes = new ArrayList<>();
    private final List<String> javaOptions;
    private final Installation installation;
    private final Ports ports = Ports.choose(List.of(), true);
    private final Contestant upstream;
    private final Contestant client;
    private final ManagedProcess gateway;

    /** @param javaOptions further ones, to watch the gateway by */
    BenchGateway(List<String> javaOptions) throws IOException, InterruptedException {
        this.javaOptions = javaOptions;
        installation = new Installation(Installation.here().root(), Files.createTempDirectory("gaia-bench"));
        upstream = new BenchProgram("BenchUpstream").start(Map.of());
        client = new BenchProgram("BenchClient")
                .start(Map.of("BENCH_TOKEN", upstream.ready().path("token").asString()));
        RedisServer redis = new RedisServer(
                installation, new Secrets(installation), ServiceKind.GATEWAY, ports.of(Port.REDIS_GATEWAY));
        start(redis.prepare()).awaitReady(redis::isReady, START);
        gateway = start(new ManagedProcess.Specification(
                "gateway", command(), environment(redis), installation.log("gateway"), false));
        gateway.awaitReady(new ServiceInstance(ServiceKind.GATEWAY, 0, port(), gateway)::isReady, START);
    }

    private List<String> command() {
        List<String> command = ServiceProcess.java(ServiceKind.GATEWAY);
        command.addAll(javaOptions);
        command.addAll(
                List.of("-jar", ServiceKind.GATEWAY.jar(installation.root()).toString()));
        return command;
    }

    private Map<String, String> environment(RedisServer redis) {
        Map<String, String> environment = new HashMap<>(WITHOUT_BOUNDS);
        environment.put("PORT", Integer.toString(port()));
        environment.put("GAIA_BIND_ADDRESS", "127.0.0.1");
        environment.put("REDIS_URL", redis.url());
        for (ServiceKind service : List.of(ServiceKind.AUTH, ServiceKind.CHAT, ServiceKind.ASSET)) {
            environment.put("GAIA_" + service.name() + "_URL", "http://127.0.0.1:" + upstreamPort());
        }
        return environment;
    }

    private ManagedProcess start(ManagedProcess.Specification specification) throws IOException {
        ManagedProcess process = new ManagedProcess(specification, timer, _ -> {});
        processes.add(process);
        process.start();
        return process;
    }

    Contestant client() {
        return client;
    }

    int port() {
        return ports.of(Port.GATEWAY);
    }

    int upstreamPort() {
        return upstream.ready().path("port").asInt();
    }

    Path folder() {
        return installation.home();
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    ProcessHandle handle() {
        return ProcessHandle.of(gateway.pid()).orElseThrow();
    }

    /** What the operating system gives it now. */
    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(gateway.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        client.close();
        ManagedProcess.stopAll(processes, STOP);
        upstream.close();
        timer.shutdownNow();
        try {
            Installation.deleteAll(Objects.requireNonNull(installation.home()));
        } catch (IOException left) {
            System.err.println(installation.home() + " could not be deleted: " + left);
        }
    }
}
