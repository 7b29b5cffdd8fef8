package dev.gaia.auth.region;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this instance is, and who is elsewhere.
 *
 * @param name this region; accounts that are made here have it for a home
 * @param peers auth-services of other regions, {@code fra=http://…,iad=http://…}; this region among them counts for nothing
 * @param directoryKey 32 bytes in base64, the same in all regions: what addresses are hashed with
 * @param fly Fly's region, when this runs on Fly: then Fly's proxy sends requests on
 */
@ConfigurationProperties("auth.region")
record RegionProperties(
        @DefaultValue("local") String name,
        @DefaultValue("") String peers,
        @DefaultValue("") String directoryKey,
        @DefaultValue("") String fly) {

    private static final int KEY_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,20}");

    RegionProperties {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("GAIA_REGION must be a short name such as fra");
        }
        if (!others(name, peers).isEmpty() && decoded(directoryKey).length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "Several regions need GAIA_REGION_DIRECTORY_KEY, 32 bytes in base64: openssl rand -base64 32");
        }
    }

    Map<String, URI> others() {
        return others(name, peers);
    }

    byte[] key() {
        return decoded(directoryKey);
    }

    private static Map<String, URI> others(String name, String peers) {
        return Arrays.stream(peers.split(","))
                .map(String::strip)
                .filter(peer -> !peer.isEmpty())
                .map(peer -> peer.split("=", 2))
                .filter(peer -> !peer[0].equals(name))
                .collect(Collectors.toUnmodifiableMap(peer -> peer[0], RegionProperties::address));
    }

    private static URI address(String[] peer) {
        if (peer.length < 2 || !NAME.matcher(peer[0]).matches() || !peer[1].startsWith("http")) {
            throw new IllegalArgumentException("GAIA_AUTH_REGIONS must look like fra=http://host:8080,iad=http://…");
        }
        return URI.create(peer[1]);
    }

    private static byte[] decoded(String key) {
        try {
            return Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "RegionProperties[" + name + "]";
    }
}
