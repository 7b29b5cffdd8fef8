package dev.gaia.launcher.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many event streams at once; how long each event was on its way, from its sender's clock, which is this machine's. */
final class EventStreams {

    /** How many may be on their way to their first event. */
    private static final int BEGINNING_AT_ONCE = 100;

    private static final int WINDOWS = 10;
    private static final byte[] MARK = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final String token;
    private final Semaphore beginning = new Semaphore(BEGINNING_AT_ONCE);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Samples samples = new Samples();

    EventStreams(int port, String token) {
        this.port = port;
        this.token = token;
    }

    String measure(int streams, int rate, int seconds) throws InterruptedException {
        try (Loop loop = new Loop()) {
            open(loop.bootstrap(), streams, rate);
            TimeUnit.SECONDS.sleep(2);
            int held = begun.get() - ended.get();
            List<Samples> windows = new ArrayList<>();
            for (int i = 0; i < WINDOWS; i++) {
                Samples window = new Samples();
                samples = window;
                TimeUnit.MILLISECONDS.sleep(seconds * 1_000L / WINDOWS);
                windows.add(window);
            }
            int stillHeld = begun.get() - ended.get();
            loop.close();
            return report(held, held - stillHeld, windows, seconds);
        }
    }

    private void open(Bootstrap bootstrap, int streams, int rate) throws InterruptedException {
        byte[] request = ("POST /v1/chat/completions?every=" + 1_000 / rate
                        + " HTTP/1.1\r\nHost: gaia\r\nContent-Type: application/json\r\nContent-Length: 15\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n{\"stream\":true}")
                .getBytes(StandardCharsets.US_ASCII);
        bootstrap.handler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new Listening(request));
            }
        });
        for (int i = 0; i < streams; i++) {
            beginning.acquire();
            bootstrap.connect(InetAddress.getLoopbackAddress(), port).addListener(connected -> {
                if (!connected.isSuccess()) {
                    refused.incrementAndGet();
                    beginning.release();
                }
            });
        }
        boolean _ = beginning.tryAcquire(BEGINNING_AT_ONCE, 20, TimeUnit.SECONDS);
    }

    private String report(int held, int dropped, List<Samples> windows, int seconds) {
        Samples all = new Samples();
        windows.forEach(all::addAll);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("held", held);
        result.put("dropped", dropped);
        result.put("refused", refused.get());
        result.put("events_per_second", Math.round((double) all.count() / seconds));
        result.put("lag_p50_ms", all.percentileMillis(50));
        result.put("lag_p99_ms", all.percentileMillis(99));
        result.put("lag_p999_ms", all.percentileMillis(99.9));
        result.put(
                "lag_p99_ms_over_time",
                windows.stream().map(window -> window.percentileMillis(99)).toList());
        return BenchUpstream.json(result);
    }

    /** Reads the number that follows each {@code data: }; events may come in any pieces. */
    private final class Listening extends ChannelInboundHandlerAdapter {

        private final byte[] request;
        private int matched;
        private long sentAt;
        private boolean hasBegun;

        Listening(byte[] request) {
            this.request = request;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(request), context.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            bytes.forEachByte(next -> {
                read(next);
                return true;
            });
            bytes.release();
        }

        private void read(byte next) {
            if (matched == MARK.length) {
                if (next >= '0' && next <= '9') {
                    sentAt = sentAt * 10 + (next - '0');
                    return;
                }
                arrived();
            }
            if (matched == MARK.length || next != MARK[matched]) {
                matched = next == MARK[0] ? 1 : 0;
            } else {
                matched++;
            }
        }

        private void arrived() {
            samples.addNanos(System.nanoTime() - sentAt);
            sentAt = 0;
            if (!hasBegun) {
                hasBegun = true;
                begun.incrementAndGet();
                beginning.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (hasBegun) {
                ended.incrementAndGet();
            } else {
                refused.incrementAndGet();
                beginning.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
