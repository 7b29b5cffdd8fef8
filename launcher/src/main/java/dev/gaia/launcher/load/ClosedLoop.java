package dev.gaia.launcher.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Many connections, each of which asks again as soon as it has its answer; one thread for all. */
final class ClosedLoop {

    private final int port;
    private final byte[] request;
    private final Samples samples = new Samples();
    private volatile boolean measuring;
    private volatile @Nullable Throwable failure;

    ClosedLoop(int port, String token) {
        this.port = port;
        this.request = SmallRequest.bytes(token);
    }

    String measure(int connections, int seconds) throws InterruptedException {
        try (Loop loop = new Loop()) {
            Bootstrap bootstrap = loop.bootstrap()
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new Asking());
                        }
                    });
            for (int i = 0; i < connections; i++) {
                bootstrap.connect(InetAddress.getLoopbackAddress(), port).sync();
            }
            measuring = true;
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            measuring = false;
            double elapsed = (System.nanoTime() - start) / 1e9;
            loop.close();
            Throwable broken = failure;
            if (broken != null) {
                throw new IllegalStateException(broken);
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("per_second", Math.round(samples.count() / elapsed));
            result.put("p50_ms", samples.percentileMillis(50));
            result.put("p99_ms", samples.percentileMillis(99));
            return BenchUpstream.json(result);
        }
    }

    private final class Asking extends ChannelInboundHandlerAdapter {

        private long start;
        private int left = -1;
        private String beginning = "";

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ask(context);
        }

        private void ask(ChannelHandlerContext context) {
            start = System.nanoTime();
            left = -1;
            context.writeAndFlush(Unpooled.wrappedBuffer(request), context.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (left < 0) {
                beginning += bytes.toString(StandardCharsets.ISO_8859_1);
                int length = SmallRequest.answerLength(beginning);
                if (length < Integer.MAX_VALUE) {
                    left = length - beginning.length();
                    beginning = "";
                }
            } else {
                left -= bytes.readableBytes();
            }
            bytes.release();
            if (left == 0) {
                if (measuring) {
                    samples.addNanos(System.nanoTime() - start);
                }
                ask(context);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
            context.close();
        }
    }
}
