package dev.gaia.auth.revocation;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Tells all instances of this service, this one at once and the others through Redis, that the log has grown. Nothing
 * depends on a message's arrival: the database is looked at several times a second anyway.
 */
@Component
class RevocationNews implements MessageListener, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RevocationNews.class);
    private static final ChannelTopic GROWN = new ChannelTopic("auth:revocations");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RevocationFeed feed;
    private final StringRedisTemplate redis;
    private final RevocationMetrics metrics;
    private final RedisMessageListenerContainer subscription = new RedisMessageListenerContainer();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    RevocationNews(
            RevocationFeed feed,
            StringRedisTemplate redis,
            RedisConnectionFactory connections,
            RevocationMetrics metrics) {
        this.feed = feed;
        this.redis = redis;
        this.metrics = metrics;
        subscription.setConnectionFactory(connections);
        subscription.setTaskExecutor(background::execute);
        subscription.setSubscriptionExecutor(background::execute);
        subscription.afterPropertiesSet();
        subscription.addMessageListener(this, GROWN);
    }

    /** Beside the caller, who shall not wait for a Redis that is away. */
    void publish() {
        feed.lookSoon();
        background.execute(() -> {
            try {
                redis.convertAndSend(GROWN.getTopic(), "");
            } catch (DataAccessException away) {
                metrics.redisFailed();
                log.warn("Redis does not answer; other instances find out by looking: {}", away.getMessage());
            }
        });
    }

    @Override
    public void onMessage(Message message, byte @Nullable [] pattern) {
        feed.lookSoon();
    }

    /** Beside the start of the service, which goes on without Redis. */
    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        background.execute(this::subscribe);
    }

    /** Until it has succeeded once; from then on the connection mends itself. */
    private void subscribe() {
        try {
            while (isRunning() && !trySubscribing()) {
                boolean _ = stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean trySubscribing() {
        try {
            subscription.start();
            return true;
        } catch (RuntimeException away) {
            metrics.redisFailed();
            log.warn("Redis is away; ended sessions are found by looking until it is back: {}", away.getMessage());
            subscription.stop(); // else the next start does nothing
            return false;
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        subscription.stop();
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** After Redis's connections, which have 0. */
    @Override
    public int getPhase() {
        return 1;
    }
}
