package dev.gaia.gateway.stream;

/**
 * What one stream needs next, decided from what came and what went, in times that are passed in. For several threads, which
 * add and take.
 */
final class StreamState {

    /** What to do with a stream now. */
    enum Need {
        NOTHING,
        HEARTBEAT,
        /** What waits for the client is too much, or waits for too long. */
        END,
        /** It was ended, and the client has not taken the rest since. */
        BREAK_OFF
    }

    private final long heartbeatNanos;
    private final long maxPendingBytes;
    private final long maxLagNanos;

    private long lastAddedNanos;
    private long lastTakenNanos;
    private long pendingBytes;
    private long endedNanos;
    private boolean ended;
    private int tail = ('\n' << 8) | '\n';

    StreamState(StreamProperties properties, long nowNanos) {
        this.heartbeatNanos = properties.heartbeat().toNanos();
        this.maxPendingBytes = properties.maxPending().toBytes();
        this.maxLagNanos = properties.maxLag().toNanos();
        this.lastAddedNanos = nowNanos;
        this.lastTakenNanos = nowNanos;
    }

    /** @param lastBytes the last up to four, of which the last comes lowest */
    synchronized void added(int bytes, int lastBytes, long nowNanos) {
        if (pendingBytes == 0) {
            lastTakenNanos = nowNanos;
        }
        pendingBytes += bytes;
        lastAddedNanos = nowNanos;
        tail = bytes < 4 ? (tail << (8 * bytes)) | lastBytes : lastBytes;
    }

    synchronized void taken(int bytes, long nowNanos) {
        pendingBytes -= bytes;
        lastTakenNanos = nowNanos;
    }

    synchronized Need need(long nowNanos) {
        boolean stuck = pendingBytes > 0 && nowNanos - lastTakenNanos > maxLagNanos;
        if (ended) {
            return nowNanos - endedNanos > maxLagNanos ? Need.BREAK_OFF : Need.NOTHING;
        }
        if (stuck || pendingBytes > maxPendingBytes) {
            ended = true;
            endedNanos = nowNanos;
            return Need.END;
        }
        boolean silent = nowNanos - lastAddedNanos >= heartbeatNanos;
        return silent && pendingBytes == 0 && isBetweenEvents() ? Need.HEARTBEAT : Need.NOTHING;
    }

    /** A comment in the middle of a line would become part of it. */
    private boolean isBetweenEvents() {
        return (tail & 0xffff) == (('\n' << 8) | '\n') || (tail & 0xffffff) == (('\n' << 16) | ('\r' << 8) | '\n');
    }
}
