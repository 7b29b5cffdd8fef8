package dev.gaia.common.revocation;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets every service that takes access tokens, and so knows where auth-service is, follow its log of ended sessions. */
@AutoConfiguration
@ConditionalOnProperty("gaia.auth-url")
class RevocationAutoConfiguration {

    @Bean
    RevokedSessions revokedSessions() {
        return new RevokedSessions();
    }

    @Bean
    RevocationMetrics revocationMetrics(RevokedSessions sessions, InstantSource clock, MeterRegistry registry) {
        return new RevocationMetrics(sessions, clock, registry);
    }

    @Bean
    RevocationFollower revocationFollower(
            @Value("${gaia.auth-url}") List<URI> authUrls,
            RevokedSessions sessions,
            RevocationMetrics metrics,
            ObjectProvider<ServiceCredential> credential,
            InstantSource clock) {
        return new RevocationFollower(
                new AuthAddresses(authUrls), sessions, metrics, credential.getIfAvailable(() -> _ -> {}), clock);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = Type.REACTIVE)
    static class Reactive {

        @Bean
        RevocableAnswers revocableAnswers(
                RevokedSessions sessions,
                RevocationMetrics metrics,
                @Value("${gaia.revocations.end-all-answers:false}") boolean whole) {
            return new RevocableAnswers(sessions, metrics, whole);
        }
    }
}
