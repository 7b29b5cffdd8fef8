package dev.gaia.launcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks one OpenAI-compatible address for streamed answers. It shares the cores with the server that it measures, so it
 * reads bytes and looks for pieces of text in them, and nothing more.
 */
final class StreamClient {

    private static final byte[] PIECE = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);

    private final URI address;
    private final Map<String, String> headers;
    private final String model;

    StreamClient(String address, Map<String, String> headers, String model) {
        this.address = URI.create(address);
        this.headers = headers;
        this.model = model;
    }

    /**
     * An answer as it came.
     *
     * @param startNanos when it was asked for
     * @param pieceNanos when each piece of text came
     */
    record Answer(int status, long startNanos, List<Long> pieceNanos) {

        boolean isWhole() {
            return status == 200 && !pieceNanos.isEmpty();
        }

        double firstMillis() {
            return (pieceNanos.getFirst() - startNanos) / 1e6;
        }

        /** Its pieces while the other one waited for its first. */
        Answer during(Answer other) {
            return new Answer(
                    status,
                    startNanos,
                    pieceNanos.stream()
                            .filter(piece -> piece > other.startNanos && piece < other.pieceNanos.getFirst())
                            .toList());
        }

        List<Double> gapsMillis() {
            List<Double> gaps = new ArrayList<>();
            for (int i = 1; i < pieceNanos.size(); i++) {
                gaps.add((pieceNanos.get(i) - pieceNanos.get(i - 1)) / 1e6);
            }
            return gaps;
        }
    }

    /** Returns when the answer is whole; it has exactly so many tokens, since the model may not end its turn. */
    Answer ask(String prompt, int tokens) throws IOException {
        return ask(List.of(said("user", prompt)), tokens);
    }

    static Map<String, String> said(String role, String text) {
        return Map.of("role", role, "content", text);
    }

    Answer ask(List<Map<String, String>> messages, int tokens) throws IOException {
        byte[] body = RunState.JSON.writeValueAsBytes(Map.of(
                "model",
                model,
                "stream",
                true,
                "temperature",
                0,
                "max_tokens",
                tokens,
                "logit_bias",
                Map.of("0", -100, "2", -100),
                "messages",
                messages));
        StringBuilder head = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: gaia\r\n")
                .append("Content-Type: application/json\r\nConnection: close\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 10_000);
            socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            int status = status(in);
            return new Answer(status, start, status == 200 ? pieces(in) : List.of());
        }
    }

    private static int status(InputStream in) throws IOException {
        byte[] line = in.readNBytes("HTTP/1.1 200".length());
        return line.length < 12 ? 0 : Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
    }

    private static List<Long> pieces(InputStream in) throws IOException {
        List<Long> pieces = new ArrayList<>();
        int matched = 0;
        for (int next = in.read(); next != -1; next = in.read()) {
            if (matched == PIECE.length) {
                if (next != '"') { // else it is an empty one
                    pieces.add(System.nanoTime());
                }
                matched = 0;
            }
            matched = next == PIECE[matched] ? matched + 1 : next == PIECE[0] ? 1 : 0;
        }
        return pieces;
    }
}
