package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Prometheus, where its binary is on the path: scrapes what {@code monitoring/prometheus.yml} names. */
final class PrometheusServer {

    private final Installation installation;
    private final Ports ports;
    private final Path template;

    PrometheusServer(Installation installation, Ports ports, Path template) {
        this.installation = installation;
        this.ports = ports;
        this.template = template;
    }

    static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "prometheus")));
    }

    ManagedProcess.Specification prepare() throws IOException {
        Path configuration = installation.run("prometheus.yml");
        Installation.write(configuration, withChosenPorts(Files.readString(template)));
        return new ManagedProcess.Specification(
                "prometheus",
                List.of(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + installation.folder("prometheus"),
                        "--web.listen-address=127.0.0.1:" + ports.of(Port.PROMETHEUS)),
                Map.of(),
                installation.log("prometheus"),
                false);
    }

    private String withChosenPorts(String text) {
        // The copy lies elsewhere, so that relative paths would lead nowhere.
        String chosen = text.replace("  - rules/", "  - " + template.resolveSibling("rules") + "/")
                .replace("  - alerts/", "  - " + template.resolveSibling("alerts") + "/");
        for (ServiceKind service : ServiceKind.values()) {
            chosen = chosen.replace(":" + service.port().standard(), ":" + ports.of(service.port()));
        }
        return chosen;
    }
}
