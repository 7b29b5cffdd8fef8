package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a service is started: with the environment variables that Fly.io would give it, so that nothing in it knows where it
 * runs.
 */
final class ServiceProcess {

    /**
     * Ten times the standard thresholds. With those, a third of the processor time of a start goes into optimising code of the start
     * itself; what serves requests reaches these ones soon enough.
     */
    private static final List<String> LATE_OPTIMISATION = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    /** Beyond those of all instances. */
    static final String REHEARSAL_ADDRESS = "127.0.0.200";

    private final Installation installation;
    private final Secrets secrets;
    private final Ports ports;
    private final DataStores stores;
    private final List<Path> models;

    ServiceProcess(Installation installation, Secrets secrets, Ports ports, DataStores stores, List<Path> models) {
        this.installation = installation;
        this.secrets = secrets;
        this.ports = ports;
        this.stores = stores;
        this.models = models;
    }

    int port(ServiceKind service) {
        return ports.of(service.port());
    }

    ManagedProcess.Specification specify(ServiceKind service, int index) throws IOException {
        String name = index == 0 ? service.label() : service.label() + "-" + index;
        List<String> cache = service.hasStartCache(installation.root())
                ? List.of("-XX:AOTCache=" + service.startCache(installation.root()))
                : List.of();
        return new ManagedProcess.Specification(
                name,
                command(service, cache),
                environment(service, ServiceInstance.addressOf(index)),
                installation.log(name),
                false);
    }

    /** An instance that nobody is sent to; it writes a start cache when it ends. */
    ManagedProcess.Specification rehearse(ServiceKind service, Path startCache) throws IOException {
        String name = service.label() + "-rehearsal";
        return new ManagedProcess.Specification(
                name,
                command(service, List.of("-XX:AOTCacheOutput=" + startCache)),
                environment(service, REHEARSAL_ADDRESS),
                installation.log(name),
                false);
    }

    private List<String> command(ServiceKind service, List<String> startCache) throws IOException {
        List<String> command = java(service);
        command.addAll(startCache);
        if (service == ServiceKind.CHAT) {
            command.add("-Xmn24m"); // what is young dies at once here; the memory is for the model
        }
        if (service == ServiceKind.GATEWAY) {
            // Stands for Fly's .internal names: Java looks every name up in this file, at every look-up.
            command.add("-Djdk.net.hosts.file=" + installation.run("hosts"));
        }
        command.addAll(List.of("-jar", service.jar(installation.root()).toString()));
        return command;
    }

    /** Java as every process of this service runs on it; what to run is still to be said. */
    static List<String> java(ServiceKind service) {
        List<String> command = new ArrayList<>(List.of(
                Java.command(),
                "-Xmx" + service.heap(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dspring.aot.enabled=true",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(LATE_OPTIMISATION);
        return command;
    }

    private Map<String, String> environment(ServiceKind service, String address) throws IOException {
        Map<String, String> environment = new HashMap<>(stores.environment(service));
        environment.put("PORT", Integer.toString(port(service)));
        environment.put("GAIA_BIND_ADDRESS", address);
        if (service != ServiceKind.AUTH) { // which would follow its own log of ended sessions over HTTP
            environment.put("GAIA_AUTH_URL", "http://127.0.0.1:" + ports.of(Port.AUTH));
        }
        switch (service) {
            case AUTH -> environment.putAll(authEnvironment());
            case CHAT -> environment.putAll(engineEnvironment());
            case ASSET -> {
                // The data stores are all that it needs.
            }
            case GATEWAY -> {
                environment.putAll(upstreams());
                // Whoever runs Gaia for himself is not to be kept from measuring it.
                environment.put("GAIA_DEFAULT_PLAN", "unlimited");
                environment.put("GAIA_ADDRESS_REQUESTS_PER_MINUTE", "0");
            }
        }
        return environment;
    }

    private Map<String, String> authEnvironment() throws IOException {
        return Map.of(
                "GAIA_KEY_ENCRYPTION_KEY",
                secrets.key("key-encryption-key"),
                "GAIA_MAIL_FOLDER",
                installation.folder("mail").toString(),
                "GAIA_PUBLIC_URL",
                "http://127.0.0.1:" + ports.of(Port.GATEWAY),
                "GAIA_CHAT_URL",
                "http://127.0.0.1:" + port(ServiceKind.CHAT),
                "GAIA_ASSET_URL",
                "http://127.0.0.1:" + port(ServiceKind.ASSET));
    }

    private Map<String, String> engineEnvironment() {
        return Map.of(
                "GAIA_MODEL",
                models.getFirst().toString(),
                "GAIA_MODELS",
                models.stream().skip(1).map(Path::toString).collect(Collectors.joining(",")),
                "DJL_CACHE_DIR",
                Installation.cache().resolve("djl").toString(),
                // Long spinning at barriers takes the cores from the web server, none makes one stream a third slower.
                "GOMP_SPINCOUNT",
                "10000",
                // Else each thread that calls native code keeps memory of its own, and what loading has freed.
                "MALLOC_ARENA_MAX",
                "1",
                "MALLOC_TRIM_THRESHOLD_",
                "65536");
    }

    private Map<String, String> upstreams() {
        Map<String, String> urls = new HashMap<>();
        for (ServiceKind upstream : List.of(ServiceKind.AUTH, ServiceKind.CHAT, ServiceKind.ASSET)) {
            urls.put("GAIA_" + upstream.name() + "_URL", "http://" + internalName(upstream) + ":" + port(upstream));
        }
        return urls;
    }

    static String internalName(ServiceKind service) {
        return "gaia-" + service.label() + ".internal";
    }
}
