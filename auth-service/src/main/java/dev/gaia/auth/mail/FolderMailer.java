package dev.gaia.auth.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where no mail server is: each letter becomes a file that only this user can read, and the log says which. */
final class FolderMailer implements Mailer {

    private static final Logger log = LoggerFactory.getLogger(FolderMailer.class);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String from;
    private final InstantSource clock;

    FolderMailer(Path folder, String from, InstantSource clock) {
        this.folder = folder;
        this.from = from;
        this.clock = clock;
    }

    @Override
    public void send(Mail mail) throws MailFailedException {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = folder.resolve(NAME.format(clock.instant()) + "-" + UUID.randomUUID() + ".eml");
            Path part = Files.createTempFile(folder, "mail", ".part"); // readable by its owner only
            Files.writeString(part, """
                    From: %s
                    To: %s
                    Subject: %s
                    Content-Type: text/plain; charset=utf-8

                    %s
                    """.formatted(from, mail.to(), mail.subject(), mail.text()));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            log.info("A mail is in {}", file);
        } catch (IOException failure) {
            throw new MailFailedException("The mail folder cannot be written", failure);
        }
    }
}
