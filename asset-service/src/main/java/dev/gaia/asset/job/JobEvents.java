package dev.gaia.asset.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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
 * Tells all processes of the service, this one at once and the others through Redis, that a job can be claimed or has come
 * to its end. Nothing depends on a message's arrival: whoever waits looks at the database now and then.
 */
@Component
class JobEvents implements MessageListener, SmartLifecycle {

    /** After Redis's connections, which have 0. */
    static final int PHASE = 1;

    private static final Logger log = LoggerFactory.getLogger(JobEvents.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final ChannelTopic ARRIVED = new ChannelTopic("asset:job:arrived");
    private static final ChannelTopic ENDED = new ChannelTopic("asset:job:ended");

    private final JobSignals signals;
    private final StringRedisTemplate redis;
    private final RedisMessageListenerContainer subscription = new RedisMessageListenerContainer();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    JobEvents(JobSignals signals, StringRedisTemplate redis, RedisConnectionFactory connections) {
        this.signals = signals;
        this.redis = redis;
        subscription.setConnectionFactory(connections);
        subscription.setTaskExecutor(background::execute);
        subscription.setSubscriptionExecutor(background::execute);
        subscription.afterPropertiesSet();
        subscription.addMessageListener(this, List.of(ARRIVED, ENDED));
    }

    void arrived(UUID job) {
        signals.arrived();
        publish(ARRIVED, job);
    }

    void ended(UUID job) {
        signals.ended(job);
        publish(ENDED, job);
    }

    /** Beside the caller, who shall not wait for a Redis that is away. */
    private void publish(ChannelTopic topic, UUID job) {
        background.execute(() -> {
            try {
                redis.convertAndSend(topic.getTopic(), job.toString());
            } catch (DataAccessException away) {
                log.debug("Redis is away; other processes find out by looking", away);
            }
        });
    }

    @Override
    public void onMessage(Message message, byte @Nullable [] pattern) {
        UUID job = UUID.fromString(new String(message.getBody(), StandardCharsets.UTF_8));
        if (ENDED.getTopic().equals(new String(message.getChannel(), StandardCharsets.UTF_8))) {
            signals.ended(job);
        } else {
            signals.arrived();
        }
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
                boolean _ = stopped.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
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
            log.warn("Redis is away; jobs are found by looking until it is back: {}", away.getMessage());
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

    @Override
    public int getPhase() {
        return PHASE;
    }
}
