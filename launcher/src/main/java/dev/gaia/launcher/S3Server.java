package dev.gaia.launcher;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** S3Proxy on a folder, in a process of its own. */
final class S3Server {

    static final String BUCKET = "gaia-assets";

    private final Installation installation;
    private final Secrets secrets;
    private final int port;

    S3Server(Installation installation, Secrets secrets, int port) {
        this.installation = installation;
        this.secrets = secrets;
        this.port = port;
    }

    ManagedProcess.Specification prepare() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", endpoint());
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", accessKey());
        properties.setProperty("s3proxy.credential", secretKey());
        properties.setProperty("jclouds.provider", "filesystem-nio2");
        properties.setProperty(
                "jclouds.filesystem.basedir", installation.folder("s3").toString());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Installation.write(installation.run("s3proxy.properties"), text.toString());
        return new ManagedProcess.Specification(
                "s3",
                List.of(
                        Java.command(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Java.classPath(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        installation.run("s3proxy.properties").toString()),
                Map.of(),
                installation.log("s3"),
                false);
    }

    /** The variables that {@code fly storage create} sets. */
    Map<String, String> environment() {
        return Map.of(
                "BUCKET_NAME", BUCKET,
                "AWS_ENDPOINT_URL_S3", endpoint(),
                "AWS_REGION", "auto",
                "AWS_ACCESS_KEY_ID", accessKey(),
                "AWS_SECRET_ACCESS_KEY", secretKey());
    }

    boolean isReady() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    private String accessKey() {
        return secrets.password("s3-access-key");
    }

    private String secretKey() {
        return secrets.password("s3-secret-key");
    }
}
