package dev.gaia.auth.mail;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** A mail server's address: {@code smtps://user:password@host:465}, or {@code smtp://…} with STARTTLS. */
record SmtpUrl(URI uri) {

    private static final String TIMEOUT_MILLIS = "10000";

    static SmtpUrl parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw malformed();
        }
        boolean smtp = "smtp".equals(uri.getScheme()) || "smtps".equals(uri.getScheme());
        if (!smtp || uri.getHost() == null) {
            throw malformed();
        }
        return new SmtpUrl(uri);
    }

    JavaMailSenderImpl sender() {
        String protocol = uri.getScheme();
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setProtocol(protocol);
        sender.setHost(uri.getHost());
        sender.setPort(uri.getPort());
        sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
        Properties properties = sender.getJavaMailProperties();
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty("mail." + protocol + "." + timeout, TIMEOUT_MILLIS);
        }
        properties.setProperty("mail." + protocol + ".ssl.checkserveridentity", "true");
        properties.setProperty("mail." + protocol + ".starttls.enable", "true");
        if (uri.getRawUserInfo() != null) {
            String[] user = uri.getRawUserInfo().split(":", 2);
            sender.setUsername(decode(user[0]));
            sender.setPassword(user.length > 1 ? decode(user[1]) : "");
            properties.setProperty("mail." + protocol + ".auth", "true");
            // A password never leaves in the clear.
            properties.setProperty("mail." + protocol + ".starttls.required", "true");
        }
        return sender;
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("GAIA_SMTP_URL must look like smtp://user:password@host:587");
    }

    @Override
    public String toString() {
        return "SmtpUrl[" + uri.getHost() + "]";
    }
}
