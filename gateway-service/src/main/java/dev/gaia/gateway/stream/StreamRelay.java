package dev.gaia.gateway.stream;

import java.nio.charset.StandardCharsets;
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
 * at once waits here, up to the bounds of {@link StreamState}; so a client that is slow for a moment slows nobody.
 */
final class StreamRelay {

    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

    private final StreamState state;
    private final DataBufferFactory buffers;
    private final String slowClientEvent;
    private final Runnable breakOff;
    private final FluxSink<DataBuffer> client;
    private final BaseSubscriber<DataBuffer> service = new FromService();

    private StreamRelay(
            FluxSink<DataBuffer> client,
            StreamState state,
            DataBufferFactory buffers,
            String slowClientEvent,
            Runnable breakOff) {
        this.client = client;
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
        StreamState state = open.newState();
        return Flux.<DataBuffer>create(sink -> {
                    StreamRelay relay = new StreamRelay(sink, state, buffers, slowClientEvent, breakOff);
                    open.add(relay);
                    sink.onDispose(() -> {
                        open.remove(relay);
                        relay.service.cancel();
                    });
                    service.subscribe(relay.service);
                })
                .doOnNext(piece -> state.taken(piece.readableByteCount(), System.nanoTime()))
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
    }

    /** Looks what the stream needs; called every now and then. */
    StreamState.Need look(long nowNanos) {
        StreamState.Need need = state.need(nowNanos);
        switch (need) {
            case HEARTBEAT -> pass(buffers.wrap(HEARTBEAT), nowNanos);
            case END -> {
                service.cancel();
                client.next(buffers.wrap(slowClientEvent.getBytes(StandardCharsets.UTF_8)));
                client.complete();
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
        client.next(piece);
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
            requestUnbounded();
        }

        @Override
        protected void hookOnNext(DataBuffer piece) {
            pass(piece, System.nanoTime());
        }

        @Override
        protected void hookOnComplete() {
            client.complete();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            client.error(failure);
        }
    }
}
