package dev.gaia.auth.credential;

import java.text.Normalizer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Makes and checks password hashes, on a few threads of its own: a hash is meant to be slow (some 30 ms and 19 MiB), so
 * a storm of sign-ins queues here, and is refused here, instead of taking the processors from everything else.
 */
public final class PasswordHashes implements AutoCloseable {

    private final PasswordEncoder encoder;
    private final PasswordMetrics metrics;
    private final ThreadPoolExecutor pool;
    private final String decoy;

    PasswordHashes(PasswordEncoder encoder, int threads, int maxWaiting, PasswordMetrics metrics) {
        this.encoder = encoder;
        this.metrics = metrics;
        this.pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(maxWaiting),
                Thread.ofPlatform().name("password-", 0).daemon().factory());
        this.decoy = encode("decoy");
        metrics.watch(pool.getQueue());
    }

    /** @throws org.springframework.web.ErrorResponseException when too many wait already */
    public String hash(String password) {
        return run(() -> encode(password));
    }

    /**
     * Whether the password is the one that was hashed.
     *
     * @param hash of the account's password; null when there is no such account, which takes as long as when there is
     * @throws org.springframework.web.ErrorResponseException when too many wait already
     */
    public boolean matches(String password, @Nullable String hash) {
        boolean same = run(() -> encoder.matches(normalized(password), hash == null ? decoy : hash));
        return same && hash != null;
    }

    private String encode(String password) {
        String hash = encoder.encode(normalized(password));
        if (hash == null) {
            throw new IllegalStateException("The encoder made no hash");
        }
        return hash;
    }

    /** Keyboards differ in how they compose the same letters. */
    private static String normalized(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> T run(Callable<T> work) {
        Future<T> result;
        try {
            result = pool.submit(metrics.timed(work));
        } catch (RejectedExecutionException full) {
            metrics.refused();
            throw CredentialProblem.busy();
        }
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a password was hashed", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("A password could not be hashed", failure.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
