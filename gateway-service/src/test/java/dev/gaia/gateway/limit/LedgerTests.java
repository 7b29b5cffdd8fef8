package dev.gaia.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gaia.gateway.limit.Tab.Answer;
import dev.gaia.gateway.limit.Tab.Question;
import dev.gaia.gateway.limit.Tab.Slot;
import dev.gaia.testing.data.TestRedis;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways that count together, in a real Redis. */
@Timeout(30)
class LedgerTests {

    private static final LimitProperties PROPERTIES = new LimitProperties(
            URI.create(TestRedis.shared().url()),
            Map.of("free", new Plan(0, 0, 0, 0, 0, 0)),
            "free",
            0,
            0.5,
            Duration.ofSeconds(1));

    private final Ledger one = new Ledger(PROPERTIES);
    private final Ledger two = new Ledger(PROPERTIES);
    private final String subject = UUID.randomUUID().toString();
    private final Limits limits = Limits.ofAccount(new Plan(60, 0, 1_000, 10_000, 3, 0));

    @BeforeEach
    void connect() {
        for (Ledger ledger : List.of(one, two)) {
            ledger.connect();
            await().until(() -> !ledger.ping().toCompletableFuture().isCompletedExceptionally());
        }
    }

    @AfterEach
    void stop() {
        one.stop();
        two.stop();
    }

    @Test
    void everyRequestIsCountedOnceWhoeverAsks() throws Exception {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add((i % 2 == 0 ? one : two).ask(subject, request(null, 0)).toCompletableFuture());
        }
        int admitted = 0;
        for (CompletableFuture<Answer> answer : answers) {
            admitted += answer.get().refusedBy() < 0 ? 1 : 0;
        }

        // One comes back in each second that the test takes.
        assertThat(admitted).isBetween(60, 63);
    }

    @Test
    void whatIsUsedComesBackEvenly() throws Exception {
        Answer answer = ask(one, new Question(limits, new long[] {30, 100, 100}, false, null, 0));

        assertThat(answer.owedMicros()[0]).isEqualTo(30e6, within(1e6));
        assertThat(answer.owedMicros()[1]).isEqualTo(6e6, within(1e6));
        assertThat(answer.owedMicros()[2]).isEqualTo(864e6, within(1e6));
        assertThat(ask(two, request(null, 0)).owedMicros()[0]).isEqualTo(31e6, within(1e6));
    }

    @Test
    void tokensAreChargedBeyondTheLimitAndThenRefuse() throws Exception {
        ask(one, new Question(limits, new long[] {0, 5_000, 5_000}, false, null, 0));

        Answer answer = ask(two, request(null, 0));

        assertThat(answer.refusedBy()).isEqualTo(1);
        assertThat(answer.owedMicros()[1]).isEqualTo(300e6, within(1e6));
        assertThat(answer.owedMicros()[0])
                .as("a refused request is not counted")
                .isZero();
    }

    @Test
    void streamsOfAllGatewaysCount() throws Exception {
        assertThat(ask(one, request(new Slot(), 0)).refusedBy()).isEqualTo(-1);
        assertThat(ask(two, request(new Slot(), 0)).openElsewhere()).isEqualTo(1);
        assertThat(ask(one, request(new Slot(), 1)).refusedBy()).isEqualTo(-1);

        Answer refused = ask(two, request(new Slot(), 1));
        assertThat(refused.refusedBy()).isEqualTo(3);
        assertThat(refused.openElsewhere()).isEqualTo(2);

        ask(one, new Question(limits, new long[3], false, null, 1));
        assertThat(ask(two, request(new Slot(), 1)).refusedBy()).isEqualTo(-1);
    }

    @Test
    void streamsOfAGatewayThatDiedAreForgottenWhenItsWordLapses() throws Exception {
        Ledger short1 = new Ledger(PROPERTIES, Duration.ofMillis(300));
        try {
            short1.connect();
            await().until(() -> !short1.ping().toCompletableFuture().isCompletedExceptionally());
            ask(two, request(new Slot(), 0));
            ask(short1, new Question(limits, new long[3], false, null, 2));
            assertThat(ask(two, request(new Slot(), 1)).refusedBy()).isEqualTo(3);
        } finally {
            short1.stop();
        }

        await().atMost(Duration.ofSeconds(3))
                .until(() -> ask(two, request(new Slot(), 1)).refusedBy() == -1);
    }

    @Test
    void nothingIsKeptOfWhoHasUsedNothingForLong() throws Exception {
        Limits fast = Limits.ofKey(60_000);
        ask(one, new Question(fast, new long[] {10}, false, null, 0));

        try (var redis = io.lettuce.core.RedisClient.create(TestRedis.shared().url())) {
            var keys = redis.connect().sync();
            assertThat(keys.exists("limit:{" + subject + "}")).isEqualTo(1);
            assertThat(keys.pttl("limit:{" + subject + "}")).isBetween(1L, 1_010L);
        }
    }

    private Question request(@Nullable Slot slot, int open) {
        return new Question(limits, new long[3], true, slot, open);
    }

    private Answer ask(Ledger ledger, Question question) throws InterruptedException, ExecutionException {
        return ledger.ask(subject, question).toCompletableFuture().get();
    }
}
