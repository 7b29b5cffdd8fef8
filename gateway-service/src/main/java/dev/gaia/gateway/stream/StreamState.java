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
        /** What waits for the client waits for too long. */
        END,
        /** It was ended, and the client has not taken the rest since. */
        BREAK_OFF
    }

    private static final int BLANK_LINE = ('\n' << 8) | '\n';
    private static final int BLANK_LINE_CR = ('\n' << 16) | ('\r' << 8) | '\n';

    private final long heartbeatNanos;
    private final long maxPendingBytes;
    private final long maxLagNanos;

    private long lastAddedNanos;
    private long added;
    private long taken;
    private int tail = BLANK_LINE;

    /** What had been added at a time, until all of that is taken. */
    private long markedBytes;

    private long markedNanos;
    private boolean marked;
    private boolean ended;

    StreamState(StreamProperties properties, long nowNanos) {
        this.heartbeatNanos = properties.heartbeat().toNanos();
        this.maxPendingBytes = properties.maxPending().toBytes();
        this.maxLagNanos = properties.maxLag().toNanos();
        this.lastAddedNanos = nowNanos;
    }

    /** @param lastBytes the last up to four, of which the last comes lowest */
    synchronized void added(int bytes, int lastBytes, long nowNanos) {
        added += bytes;
        lastAddedNanos = nowNanos;
        tail = bytes < 4 ? (tail << (8 * bytes)) | lastBytes : lastBytes;
        if (!marked) {
            mark(nowNanos);
        }
    }

    synchronized void taken(int bytes) {
        taken += bytes;
        if (taken >= markedBytes) {
            marked = false;
        }
    }

    /** Whether no more is to be fetched before something was taken. */
    synchronized boolean isFull() {
        return added - taken > maxPendingBytes;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized Need need(long nowNanos) {
        boolean pending = added > taken;
        if (pending && !marked) {
            mark(nowNanos);
        }
        boolean late = pending && nowNanos - markedNanos > maxLagNanos;
        if (ended) {
            return late ? Need.BREAK_OFF : Need.NOTHING;
        }
        if (late) {
            ended = true;
            mark(nowNanos);
            return Need.END;
        }
        boolean silent = nowNanos - lastAddedNanos >= heartbeatNanos;
        return silent && !pending && isBetweenEvents() ? Need.HEARTBEAT : Need.NOTHING;
    }

    private void mark(long nowNanos) {
        marked = true;
        markedBytes = added;
        markedNanos = nowNanos;
    }

    /** A comment in the middle of a line would become part of it. */
    private boolean isBetweenEvents() {
        return (tail & 0xffff) == BLANK_LINE || (tail & 0xffffff) == BLANK_LINE_CR;
    }
}
