package dev.gaia.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A server that does with each connection what no HTTP library would do. */
final class BareServer implements AutoCloseable {

    interface Deed {
        void with(Socket connection) throws IOException, InterruptedException;
    }

    private final ServerSocket listening;

    BareServer(Deed deed) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(() -> accept(deed));
    }

    /** Takes connections and never says anything. */
    static BareServer frozen() {
        return new BareServer(connection -> connection.getInputStream().readAllBytes());
    }

    /** Says this once the head of a request has come, and does not say goodbye. */
    static BareServer thatBreaksOffAfter(Supplier<String> answer) {
        return new BareServer(connection -> {
            readHead(connection);
            say(connection, answer.get());
        });
    }

    static void readHead(Socket connection) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        while (!lines.readLine().isEmpty()) {}
    }

    static void say(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        connection.getOutputStream().flush();
    }

    private void accept(Deed deed) {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        deed.with(connection);
                    } catch (IOException | NullPointerException | InterruptedException gone) {
                        // The other side went first.
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** An address where nobody listens. */
    static String refusing() {
        BareServer server = frozen();
        server.close();
        return server.url();
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
