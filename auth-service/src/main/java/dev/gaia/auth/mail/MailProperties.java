package dev.gaia.auth.mail;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How letters leave, and what they say of Gaia.
 *
 * @param smtpUrl of a mail server; empty when there is none
 * @param folder for letters when there is no mail server; empty for none, and then no letter leaves
 * @param from the sender's address
 * @param publicUrl what links in letters begin with
 */
@ConfigurationProperties("auth.mail")
record MailProperties(
        @DefaultValue("") String smtpUrl,
        @DefaultValue("") String folder,
        @DefaultValue("Gaia <no-reply@gaia.local>") String from,
        @DefaultValue("http://127.0.0.1:8666") URI publicUrl) {

    Optional<SmtpUrl> server() {
        return smtpUrl.isBlank() ? Optional.empty() : Optional.of(SmtpUrl.parse(smtpUrl));
    }

    Optional<Path> outFolder() {
        return folder.isBlank() ? Optional.empty() : Optional.of(Path.of(folder).toAbsolutePath());
    }

    @Override
    public String toString() {
        return "MailProperties[***]";
    }
}
