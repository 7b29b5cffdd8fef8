package dev.gaia.auth.region;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The auth-services of the other regions. */
@Component
class Peers {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Map<String, URI> addresses;

    Peers(RegionProperties properties) {
        this.addresses = properties.others();
    }

    Set<String> regions() {
        return addresses.keySet();
    }

    HttpResponse<byte[]> send(String region, String path, HttpRequest.Builder request) throws IOException {
        URI address = addresses.get(region);
        if (address == null) {
            throw new IOException("There is no address of region " + region);
        }
        try {
            return http.send(request.uri(address.resolve(path)).timeout(ANSWER).build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", interrupted);
        }
    }
}
