package dev.gaia.gateway.limit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * What all gateways have counted together, in Redis: for each subject a hash of the moments when its quotas are whole again, and one of how
 * many streams each gateway has open, whose entries lapse when a gateway that died does not renew them. One call of a script
 * counts and decides. Nothing here waits.
 */
@Component
class Ledger {

    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MOST_WAITING = 5_000;

    private final String gateway = UUID.randomUUID().toString();
    private final String script = script();
    private final Duration lease;
    private final RedisURI address;
    private final RedisClient client;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile String digest = "";

    @Autowired
    Ledger(LimitProperties properties) {
        this(properties, LEASE);
    }

    /** @param lease how long this gateway's word on its open streams is good */
    Ledger(LimitProperties properties, Duration lease) {
        this.lease = lease;
        this.address = RedisURI.create(properties.redis());
        this.client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
    }

    private static String script() {
        try {
            return new ClassPathResource("limit/ledger.lua").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Starts to connect if there is no connection yet; one that was lost comes back by itself. */
    void connect() {
        if (connection != null || !connecting.compareAndSet(false, true)) {
            return;
        }
        client.connectAsync(StringCodec.UTF8, address).whenComplete((made, failure) -> {
            if (failure == null) {
                digest = made.async().digest(script);
                connection = made;
                log.info("Limits are counted in Redis");
            } else {
                log.debug("Redis cannot be reached", failure);
            }
            connecting.set(false);
        });
    }

    CompletionStage<?> ping() {
        StatefulRedisConnection<String, String> now = connection;
        return now == null ? away() : now.async().ping();
    }

    CompletionStage<Tab.Answer> ask(String subject, Tab.Question question) {
        StatefulRedisConnection<String, String> now = connection;
        if (now == null) {
            return away();
        }
        String[] keys = {"limit:{" + subject + "}", "limit:{" + subject + "}:open"};
        String[] arguments = arguments(question);
        RedisAsyncCommands<String, String> redis = now.async();
        return redis.<List<Object>>evalsha(digest, ScriptOutputType.MULTI, keys, arguments)
                .exceptionallyCompose(failure -> isUnknown(failure)
                        ? redis.<List<Object>>eval(script, ScriptOutputType.MULTI, keys, arguments)
                        : CompletableFuture.failedFuture(failure))
                .thenApply(Ledger::answer);
    }

    private static <T> CompletionStage<T> away() {
        return CompletableFuture.failedFuture(new ConnectException("Redis has not been reached yet"));
    }

    private static boolean isUnknown(Throwable failure) {
        return failure instanceof RedisNoScriptException
                || failure instanceof CompletionException wrapped
                        && wrapped.getCause() instanceof RedisNoScriptException;
    }

    private String[] arguments(Tab.Question question) {
        List<String> arguments = new ArrayList<>();
        arguments.add(question.request() ? "1" : "0");
        arguments.add(question.slot() == null ? "0" : "1");
        arguments.add(gateway);
        arguments.add(Integer.toString(question.open()));
        arguments.add(Integer.toString(question.limits().open()));
        arguments.add(Long.toString(lease.toMillis()));
        List<@Nullable Quota> quotas = question.limits().quotas();
        for (int i = 0; i < quotas.size(); i++) {
            Quota quota = quotas.get(i);
            arguments.add(quota == null ? "0" : Double.toString(quota.intervalMicros()));
            arguments.add(quota == null ? "0" : Double.toString(quota.windowMicros()));
            arguments.add(Long.toString(question.untold()[i]));
        }
        return arguments.toArray(String[]::new);
    }

    private static Tab.Answer answer(List<Object> said) {
        double[] owed = said.stream()
                .skip(2)
                .mapToDouble(micros -> Double.parseDouble(micros.toString()))
                .toArray();
        return new Tab.Answer(((Long) said.get(0)).intValue(), owed, ((Long) said.get(1)).intValue());
    }

    @PreDestroy
    void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
