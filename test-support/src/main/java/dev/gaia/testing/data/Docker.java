package dev.gaia.testing.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;

/** Whether a Docker engine answers here; asked once. */
final class Docker {

    private static final boolean AVAILABLE = probe();

    private Docker() {}

    static boolean isAvailable() {
        return AVAILABLE;
    }

    private static boolean probe() {
        // Without an address to try, Testcontainers searches for seconds before it gives up.
        boolean worthAsking = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return worthAsking && DockerClientFactory.instance().isDockerAvailable();
    }
}
