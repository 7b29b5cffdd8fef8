package dev.gaia.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.ErrorResponseException;

class PasswordHashesTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GatedEncoder encoder = new GatedEncoder();

    @Test
    void onlySoManyAreHashedAtOnceAndOneTooManyIsToldToComeBack() throws Exception {
        try (PasswordHashes hashes = new PasswordHashes(encoder, 1, 1, new PasswordMetrics(registry));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            encoder.gate = new CountDownLatch(1);
            Future<String> running = callers.submit(() -> hashes.hash("first"));
            await().until(() -> encoder.running.get() == 1);
            Future<String> waiting = callers.submit(() -> hashes.hash("second"));
            await().until(() -> registry.get("auth.password.queue").gauge().value() == 1);

            assertThatExceptionOfType(ErrorResponseException.class)
                    .isThrownBy(() -> hashes.hash("third"))
                    .satisfies(busy -> {
                        assertThat(busy.getStatusCode().value()).isEqualTo(503);
                        assertThat(busy.getHeaders().getFirst("Retry-After")).isEqualTo("2");
                    });

            assertThat(encoder.running).hasValue(1);
            encoder.gate.countDown();
            assertThat(running.get()).isEqualTo("hash of first");
            assertThat(waiting.get()).isEqualTo("hash of second");
            assertThat(registry.get("auth.password.refused").counter().count()).isEqualTo(1);
            assertThat(registry.get("auth.password.hash").timer().count()).isEqualTo(2);
        }
    }

    @Test
    void nobodysPasswordTakesTheSameWorkAndNeverMatches() {
        try (PasswordHashes hashes = new PasswordHashes(encoder, 1, 1, new PasswordMetrics(registry))) {
            assertThat(hashes.matches("decoy", null)).isFalse();
            assertThat(encoder.compared).hasValue(1);
        }
    }

    @Test
    void aPasswordTypedOnAnotherKeyboardIsTheSame() {
        try (PasswordHashes hashes = new PasswordHashes(encoder, 1, 1, new PasswordMetrics(registry))) {
            assertThat(hashes.matches("cafe\u0301 au lait", hashes.hash("caf\u00e9 au lait")))
                    .isTrue();
            assertThat(hashes.matches("cafe au lait", hashes.hash("caf\u00e9 au lait")))
                    .isFalse();
        }
    }

    @Test
    void theEncoderIsArgon2idAtTheStrengthThatOwaspAsksFor() {
        try (PasswordHashes hashes =
                new CredentialConfiguration().passwordHashes(new PasswordHashingProperties(1, 1), registry)) {
            String hash = hashes.hash("a password");

            assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
            assertThat(hashes.matches("a password", hash)).isTrue();
            assertThat(hashes.matches("another", hash)).isFalse();
        }
    }

    /** Hashes in plain sight, and waits where a test wants it to. */
    private static final class GatedEncoder implements PasswordEncoder {

        volatile CountDownLatch gate = new CountDownLatch(0);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger compared = new AtomicInteger();

        @Override
        public String encode(@Nullable CharSequence password) {
            running.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            } finally {
                running.decrementAndGet();
            }
            return "hash of " + password;
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
            compared.incrementAndGet();
            return ("hash of " + password).equals(hash);
        }
    }
}
