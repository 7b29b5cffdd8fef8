package dev.gaia.auth.credential;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Argon2id as OWASP's password storage cheat sheet asks for it: 19 MiB, two passes, one lane. */
@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;

    @Bean
    PasswordHashes passwordHashes(PasswordHashingProperties properties, MeterRegistry registry) {
        return new PasswordHashes(
                new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES),
                properties.threadsOn(Runtime.getRuntime().availableProcessors()),
                properties.maxWaiting(),
                new PasswordMetrics(registry));
    }
}
