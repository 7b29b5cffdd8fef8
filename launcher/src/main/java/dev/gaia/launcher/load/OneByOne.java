package dev.gaia.launcher.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request after the other on one connection. */
final class OneByOne {

    private final int port;
    private final byte[] request;
    private final byte[] buffer = new byte[8_192];

    OneByOne(int port, String token) {
        this.port = port;
        this.request = SmallRequest.bytes(token);
    }

    String measure(int requests) throws IOException {
        Samples samples = new Samples();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            for (int i = 0; i < requests; i++) {
                long start = System.nanoTime();
                socket.getOutputStream().write(request);
                readAnswer(socket.getInputStream());
                samples.addNanos(System.nanoTime() - start);
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("p50_ms", samples.percentileMillis(50));
        result.put("p99_ms", samples.percentileMillis(99));
        return BenchUpstream.json(result);
    }

    private void readAnswer(InputStream in) throws IOException {
        int have = 0;
        int whole = Integer.MAX_VALUE;
        while (have < whole) {
            int read = in.read(buffer, have, buffer.length - have);
            if (read < 0) {
                throw new EOFException("The server closed the connection");
            }
            have += read;
            if (whole == Integer.MAX_VALUE) {
                whole = SmallRequest.answerLength(new String(buffer, 0, have, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
