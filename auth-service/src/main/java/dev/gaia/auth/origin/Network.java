package dev.gaia.auth.origin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An Internet address, as much of it as a purpose needs. */
public record Network(@Nullable InetAddress address) {

    private static final String UNKNOWN = "unknown";

    /** Never asks a name server: what is no address is unknown. */
    static Network of(String text) {
        try {
            return new Network(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException noAddress) {
            return new Network(null);
        }
    }

    /** What one subscriber has: an IPv4 address, or a /64 of IPv6, in which addresses are free to choose. */
    public String subscriber() {
        return address instanceof Inet6Address ? prefix(8) : address == null ? UNKNOWN : address.getHostAddress();
    }

    /** Tells a user their own network from another, and nobody which house it is: /24 or /48. */
    public String coarse() {
        if (address == null) {
            return UNKNOWN;
        }
        return address instanceof Inet6Address
                ? prefix(6)
                : address.getHostAddress().replaceFirst("\\d+$", "0/24");
    }

    private String prefix(int bytes) {
        byte[] kept = Arrays.copyOf(address == null ? new byte[bytes] : address.getAddress(), bytes);
        return HexFormat.of().formatHex(kept).replaceAll("(.{4})(?!$)", "$1:") + "::/" + bytes * 8;
    }
}
