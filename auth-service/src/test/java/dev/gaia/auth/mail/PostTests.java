package dev.gaia.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.MimeMessage;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostTests {

    private static final Mail MAIL = new Mail("someone@example.org", "Grüße", "Zeile 1\nZeile 2: ✓");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void lettersReachAMailServer() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try (Post post = post("smtp://127.0.0.1:" + server.getSmtp().getPort())) {
            post.send(MAIL);

            assertThat(server.waitForIncomingEmail(10_000, 1)).isTrue();
            MimeMessage letter = server.getReceivedMessages()[0];
            assertThat(letter.getAllRecipients()[0]).hasToString(MAIL.to());
            assertThat(letter.getSubject()).isEqualTo(MAIL.subject());
            assertThat(letter.getContent().toString().replace("\r\n", "\n").strip())
                    .isEqualTo(MAIL.text());
        } finally {
            server.stop();
        }
    }

    @Test
    void aLetterIsTriedAgainWhenTheMailServerIsAway() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        try (Post post = post("smtp://127.0.0.1:" + port)) {
            post.send(MAIL);
            await().until(() -> count("failed") == 1);

            server.start();

            assertThat(server.waitForIncomingEmail(10_000, 1)).isTrue();
            await().until(() -> count("sent") == 1);
        } finally {
            server.stop();
        }
    }

    @Test
    void withoutAWayOutLettersAreCountedAsDropped() {
        try (Post post = new Post(null, URI.create("http://gaia"), new MailMetrics(registry))) {
            post.send(MAIL);

            assertThat(count("dropped")).isEqualTo(1);
            assertThat(post.isConfigured()).isFalse();
        }
    }

    @Test
    void aLetterThatCannotBeWrittenHarmsNoOther() {
        try (Post post = post("smtp://127.0.0.1:1")) {
            post.write(() -> {
                throw new IllegalStateException("the database is away");
            });
            post.write(Optional::empty);

            await().until(() -> count("dropped") == 1);
        }
    }

    @Test
    void thePasswordOfAMailServerIsSentOverTlsOnlyAndNeverShown() {
        SmtpUrl url = SmtpUrl.parse("smtp://us%40er:p%3Aw@mail.example.org:587");

        assertThat(url.sender().getUsername()).isEqualTo("us@er");
        assertThat(url.sender().getPassword()).isEqualTo("p:w");
        assertThat(url.sender().getJavaMailProperties()).containsEntry("mail.smtp.starttls.required", "true");
        assertThat(url.toString()).doesNotContain("p:w", "p%3Aw");
    }

    @Test
    void anAddressThatIsNoMailServersIsRefusedWithoutBeingShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpUrl.parse("http://user:secret@host"))
                .withMessageNotContaining("secret");
    }

    private Post post(String url) {
        return new Post(
                new SmtpMailer(SmtpUrl.parse(url).sender(), "gaia@example.org"),
                URI.create("http://gaia"),
                new MailMetrics(registry));
    }

    private double count(String outcome) {
        return registry.get("auth.mails").tag("outcome", outcome).counter().count();
    }
}
