package dev.gaia.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One process of a service: instance 0 listens on 127.0.0.1, instance n on 127.0.0.(n + 1), all on the same port. */
record ServiceInstance(ServiceKind service, int index, int port, ManagedProcess process) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    String address() {
        return addressOf(index);
    }

    static String addressOf(int index) {
        return "127.0.0." + (index + 1);
    }

    /** {@code UP}, {@code STARTING} while it runs but does not answer well, {@code DOWN} when it does not run. */
    String health() {
        if (!process.isAlive()) {
            return "DOWN";
        }
        return isReady() ? "UP" : "STARTING";
    }

    boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + address() + ":" + port + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    RunState.Instance describe(boolean probe) {
        return new RunState.Instance(
                service.label(),
                index,
                process.pid(),
                address(),
                port,
                probe ? health() : "UNKNOWN",
                process.restarts(),
                process.startedAt());
    }
}
