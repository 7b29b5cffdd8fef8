package dev.gaia.common.revocation;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Where auth-service's instances are: every address behind each name, looked up anew whenever one is asked for. */
final class AuthAddresses {

    private final List<URI> configured;
    private int known;
    private int turn;

    /** @param configured such as {@code http://gaia-auth.internal:8080}, or several with commas between */
    AuthAddresses(List<URI> configured) {
        if (configured.isEmpty()) {
            throw new IllegalArgumentException("gaia.auth-url must name at least one address of auth-service");
        }
        this.configured = List.copyOf(configured);
    }

    /** The instance to ask; the same one until {@link #next} was called. Blocks for the look-up. */
    URI current() throws UnknownHostException {
        List<URI> all = new ArrayList<>();
        UnknownHostException unknown = null;
        for (URI address : configured) {
            try {
                for (InetAddress host : InetAddress.getAllByName(address.getHost())) {
                    all.add(at(address, host.getHostAddress()));
                }
            } catch (UnknownHostException failure) {
                unknown = failure;
            }
        }
        if (all.isEmpty()) {
            throw unknown == null ? new UnknownHostException(configured.toString()) : unknown;
        }
        known = all.size();
        return all.get(Math.floorMod(turn, known));
    }

    /** @return false when all have had their turn */
    boolean next() {
        turn++;
        return turn % Math.max(1, known) != 0;
    }

    private static URI at(URI address, String host) {
        String literal = host.contains(":") ? "[" + host.replaceFirst("%.*", "") + "]" : host;
        int port = address.getPort() > 0 ? address.getPort() : 80;
        return URI.create("http://" + literal + ":" + port);
    }
}
