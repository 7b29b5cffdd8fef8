package dev.gaia.asset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The way to a real server, which a test can freeze, so that bytes stay where they are, or cut, and mend again. */
public final class Wire implements AutoCloseable {

    private final InetSocketAddress server;
    private final int port;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private boolean frozen;
    private ServerSocket entry;

    /** @param address host and port of the server */
    public Wire(String address) {
        int colon = address.lastIndexOf(':');
        server = new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        entry = open(0);
        port = entry.getLocalPort();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** As a stopped process: connections are accepted, nothing is answered. */
    public void freeze() {
        setFrozen(true);
    }

    public void thaw() {
        setFrozen(false);
    }

    /** As an ended process: connections break, new ones are refused. */
    public void cut() {
        closeQuietly(entry);
        ends.forEach(Wire::closeQuietly);
        ends.clear();
    }

    public void mend() {
        entry = open(port);
    }

    @Override
    public void close() {
        thaw();
        cut();
    }

    private void setFrozen(boolean now) {
        lock.lock();
        try {
            frozen = now;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ServerSocket open(int wanted) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            Thread.startVirtualThread(() -> accept(socket));
            return socket;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket upstream = new Socket(server.getAddress(), server.getPort());
                ends.add(client);
                ends.add(upstream);
                Thread.startVirtualThread(() -> carry(client, upstream));
                Thread.startVirtualThread(() -> carry(upstream, client));
            } catch (IOException cut) {
                // the loop ends when it was on purpose
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            int count = from.getInputStream().read(buffer);
            while (count >= 0) {
                awaitThaw();
                to.getOutputStream().write(buffer, 0, count);
                count = from.getInputStream().read(buffer);
            }
            awaitThaw();
        } catch (IOException cut) {
            // both ends are closed
        } finally {
            ends.remove(from);
            ends.remove(to);
        }
    }

    private void awaitThaw() {
        lock.lock();
        try {
            while (frozen) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void closeQuietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception alreadyGone) {
            // as wanted
        }
    }
}
