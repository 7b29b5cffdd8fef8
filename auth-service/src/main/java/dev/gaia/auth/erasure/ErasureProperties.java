package dev.gaia.auth.erasure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who keeps data of accounts beside this service.
 *
 * @param services addresses by name; several with commas are instances. One without an address is told when it has one
 * @param firstAttempt how long after a deletion they are told: by then every service refuses the account's tokens
 */
@ConfigurationProperties("auth.erasure")
record ErasureProperties(
        Map<String, String> services, @DefaultValue("5s") Duration firstAttempt) {

    ErasureProperties {
        services = Map.copyOf(services);
    }

    /** Those that have an address, by name. */
    Map<String, List<URI>> addresses() {
        return services.entrySet().stream()
                .filter(service -> !service.getValue().isBlank())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, service -> uris(service.getValue())));
    }

    private static List<URI> uris(String addresses) {
        return List.of(addresses.split(",")).stream()
                .map(String::strip)
                .map(URI::create)
                .toList();
    }
}
