package dev.gaia.gateway.stream;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * One stream from its service to its client. The service's pieces are taken as they come, and what the client does not take
 * at once waits here, so that a client that is slow for a moment slows nobody. When much waits, no more is fetched; when it
 * waits for long, the stream ends ({@link StreamState}).
 */
final class StreamRelay {

    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

    private final StreamState state;
    private final DataBufferFactory buffers;
    private final String slowClientEvent;
    private final Runnable breakOff;
    private volatile @Nullable FluxSink<DataBuffer> client;
    private final AtomicBoolean paused = new AtomicBoolean();
    private final BaseSubscriber<DataBuffer> service = new FromService();

    private StreamRelay(StreamState state, DataBufferFactory buffers, String slowClientEvent, Runnable breakOff) {
        this.state = state;
        this.buffers = buffers;
        this.slowClientEvent = slowClientEvent;
        this.breakOff = breakOff;
    }

    /**
     * @param breakOff closes the client's connection
     * @return what the client gets
     */
    static Flux<DataBuffer> relay(
            Publisher<DataBuffer> service,
            OpenStreams open,
            DataBufferFactory buffers,
            String slowClientEvent,
            Runnable breakOff) {
        StreamRelay relay = new StreamRelay(open.newState(), buffers, slowClientEvent, breakOff);
        return Flux.<DataBuffer>create(sink -> relay.begin(service, sink, open))
                .doOnNext(piece -> relay.taken(piece.readableByteCount()))
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
    }

    private void begin(Publisher<DataBuffer> pieces, FluxSink<DataBuffer> sink, OpenStreams open) {
        client = sink;
        open.add(this);
        sink.onDispose(() -> {
            open.remove(this);
            service.cancel();
        });
        pieces.subscribe(service);
    }

    private FluxSink<DataBuffer> client() {
        return Objects.requireNonNull(client);
    }

    /** Looks what the stream needs; called every now and then. */
    StreamState.Need look(long nowNanos) {
        StreamState.Need need = state.need(nowNanos);
        switch (need) {
            case HEARTBEAT -> pass(buffers.wrap(HEARTBEAT), nowNanos);
            case END -> {
                service.cancel();
                pass(buffers.wrap(slowClientEvent.getBytes(StandardCharsets.UTF_8)), nowNanos);
                client().complete();
            }
            case BREAK_OFF -> breakOff.run();
            case NOTHING -> {
                // Most of the time.
            }
        }
        return need;
    }

    private void pass(DataBuffer piece, long nowNanos) {
        state.added(piece.readableByteCount(), tail(piece), nowNanos);
        client().next(piece);
    }

    private void taken(int bytes) {
        state.taken(bytes);
        if (!state.isFull() && paused.compareAndSet(true, false)) {
            service.request(1);
        }
    }

    private static int tail(DataBuffer piece) {
        int end = piece.writePosition();
        int tail = 0;
        for (int i = Math.max(piece.readPosition(), end - 4); i < end; i++) {
            tail = (tail << 8) | (piece.getByte(i) & 0xff);
        }
        return tail;
    }

    private final class FromService extends BaseSubscriber<DataBuffer> {

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        @Override
        protected void hookOnNext(DataBuffer piece) {
            if (state.hasEnded()) {
                DataBufferUtils.release(piece);
                return;
            }
            pass(piece, System.nanoTime());
            fetch();
        }

        /** Looks again after it has paused: what waited may have been taken meanwhile. */
        private void fetch() {
            if (!state.isFull()) {
                request(1);
                return;
            }
            paused.set(true);
            if (!state.isFull() && paused.compareAndSet(true, false)) {
                request(1);
            }
        }

        @Override
        protected void hookOnComplete() {
            client().complete();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            client().error(failure);
        }
    }
}
