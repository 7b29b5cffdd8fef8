package dev.gaia.gateway.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** By what a client's network is told from others: its IPv4 address, or the 64 bits of IPv6 that one customer has to himself. */
final class ClientNetwork {

    private static final int NETWORK_BYTES = 8;

    private ClientNetwork() {}

    static String of(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address long6
                    ? HexFormat.of().formatHex(Arrays.copyOf(long6.getAddress(), NETWORK_BYTES)) + "/64"
                    : address;
        } catch (IllegalArgumentException notAnAddress) {
            return "unknown";
        }
    }
}
