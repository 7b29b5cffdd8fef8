package dev.gaia.gateway.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Turns a name into the addresses of all instances behind it. */
interface AddressResolver {

    List<String> addresses(String host) throws UnknownHostException;

    /** Java's own look-up, which blocks; IPv6 addresses come in brackets. */
    static AddressResolver ofSystem() {
        return host -> Arrays.stream(InetAddress.getAllByName(host))
                .map(InetAddress::getHostAddress)
                .map(address -> address.contains(":") ? "[" + address.replaceFirst("%.*", "") + "]" : address)
                .toList();
    }
}
