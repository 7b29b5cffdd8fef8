package dev.gaia.launcher.load;

import java.nio.charset.StandardCharsets;

/** The request that is measured, and how to tell where its answer ends. */
final class SmallRequest {

    private SmallRequest() {}

    static byte[] bytes(String token) {
        return ("GET /v1/models HTTP/1.1\r\nHost: gaia\r\nAccept: application/json\r\nAuthorization: Bearer " + token
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes of head and body, or the largest number while the head is not whole. */
    static int answerLength(String beginning) {
        int head = beginning.indexOf("\r\n\r\n");
        if (head < 0) {
            return Integer.MAX_VALUE;
        }
        if (!beginning.startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException("Not an answer that can be measured: " + beginning);
        }
        int at = indexOfIgnoringCase(beginning, "\r\ncontent-length:", head);
        if (at < 0) {
            throw new IllegalStateException("An answer without Content-Length: " + beginning);
        }
        int start = at + "\r\ncontent-length:".length();
        return head
                + 4
                + Integer.parseInt(beginning
                        .substring(start, beginning.indexOf('\r', start))
                        .strip());
    }

    private static int indexOfIgnoringCase(String text, String name, int end) {
        for (int i = 0; i < end; i++) {
            if (text.regionMatches(true, i, name, 0, name.length())) {
                return i;
            }
        }
        return -1;
    }
}
