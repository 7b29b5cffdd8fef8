package dev.gaia.auth.mail;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the way that letters take. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    private static final Logger log = LoggerFactory.getLogger(MailConfiguration.class);

    @Bean
    Post post(MailProperties properties, MeterRegistry registry, InstantSource clock) {
        return new Post(mailer(properties, clock), properties.publicUrl(), new MailMetrics(registry));
    }

    private static @Nullable Mailer mailer(MailProperties properties, InstantSource clock) {
        if (properties.server().isPresent()) {
            return new SmtpMailer(properties.server().get().sender(), properties.from());
        }
        if (properties.outFolder().isPresent()) {
            return new FolderMailer(properties.outFolder().get(), properties.from(), clock);
        }
        log.warn("Neither GAIA_SMTP_URL nor GAIA_MAIL_FOLDER is set: no mail leaves");
        return null;
    }
}
