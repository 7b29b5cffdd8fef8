package dev.gaia.asset;

import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import dev.gaia.testing.data.TestS3;
import java.util.List;
import java.util.UUID;

/** The stores that a service under test is given. */
public record Stores(String databaseUrl, String redisUrl, String s3Endpoint, String bucket) {

    private static final TestS3 S3 = new TestS3();

    /** A database and a bucket that nobody else uses. */
    public static Stores fresh() {
        return new Stores(
                TestPostgres.newDatabaseUrl(),
                TestRedis.shared().url(),
                S3.endpoint(),
                "b-" + UUID.randomUUID().toString().substring(0, 8));
    }

    public Stores withRedis(String url) {
        return new Stores(databaseUrl, url, s3Endpoint, bucket);
    }

    /** PostgreSQL and S3 behind wires that a test can cut. */
    public Stores behind(Wire database, Wire s3) {
        return new Stores(
                databaseUrl.replaceFirst("@[^/]+", "@" + database.address()),
                redisUrl,
                "http://" + s3.address(),
                bucket);
    }

    public String databaseAddress() {
        return databaseUrl.replaceFirst(".*@", "").replaceFirst("/.*", "");
    }

    public String s3Address() {
        return s3Endpoint.replace("http://", "");
    }

    List<String> arguments() {
        return List.of(
                "--PORT=0",
                "--GAIA_BIND_ADDRESS=127.0.0.1",
                "--DATABASE_URL=" + databaseUrl,
                "--REDIS_URL=" + redisUrl,
                "--AWS_ENDPOINT_URL_S3=" + s3Endpoint,
                "--BUCKET_NAME=" + bucket,
                "--AWS_ACCESS_KEY_ID=" + TestS3.ACCESS_KEY,
                "--AWS_SECRET_ACCESS_KEY=" + TestS3.SECRET_KEY,
                "--GAIA_AUTH_URL=" + AssetClient.TOKENS.authUrl());
    }
}
