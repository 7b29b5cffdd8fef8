package dev.gaia.asset.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gaia.asset.AssetClient;
import dev.gaia.asset.Stores;
import dev.gaia.asset.Wire;
import dev.gaia.asset.storage.AssetStore.StorageUnavailableException;
import dev.gaia.testing.data.TestS3;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class S3AssetStoreTests {

    private static final byte[] BYTES = "not really a picture".getBytes(StandardCharsets.UTF_8);

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Stores stores = Stores.fresh();
    private final Wire wire = new Wire(stores.s3Address());
    private final StorageProperties properties = new StorageProperties(
            stores.bucket(),
            URI.create("http://" + wire.address()),
            "auto",
            TestS3.ACCESS_KEY,
            TestS3.SECRET_KEY,
            TIMEOUT,
            Duration.ofHours(1));
    private final StorageConfiguration configuration = new StorageConfiguration();
    private final S3Client client = configuration.s3Client(properties);
    private final S3Presigner presigner = configuration.s3Presigner(properties);
    private final AssetStore store = configuration.assetStore(client, presigner, properties);

    @AfterEach
    void close() {
        client.close();
        presigner.close();
        wire.close();
    }

    @Test
    void bytesLieUnderTheirHashOnceInABucketThatIsMadeWhenNeeded() {
        String first = store.put(BYTES, "image/png");
        String second = store.put(BYTES, "image/png");

        assertThat(first).isEqualTo(second).hasSize(64);
        assertThat(keys()).containsExactly("sha256/" + first.substring(0, 2) + "/" + first);
    }

    @Test
    void manyMayMakeTheNewBucketAtOnce() throws Exception {
        Callable<String> put = () -> store.put(BYTES, "image/png");
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> written : writers.invokeAll(Collections.nCopies(8, put))) {
                assertThat(written.get()).hasSize(64);
            }
        }
        assertThat(keys()).hasSize(1);
    }

    @Test
    void whoeverHasTheAddressMayDownloadForAnHour() {
        URI address = store.presignedDownload(store.put(BYTES, "image/png"), "image/png", "brick.png");

        HttpResponse<byte[]> download = AssetClient.download(address.toString());

        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.body()).isEqualTo(BYTES);
        assertThat(download.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(download.headers().firstValue("Content-Disposition")).hasValue("inline; filename=\"brick.png\"");
        assertThat(address.getQuery()).contains("X-Amz-Expires=3600");
    }

    @Test
    void anAddressThatSomebodyChangedIsRefused() {
        String address = store.presignedDownload(store.put(BYTES, "image/png"), "image/png", "brick.png")
                .toString();

        assertThat(AssetClient.download(address.replace("X-Amz-Expires=3600", "X-Amz-Expires=9999"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(AssetClient.download(address.replace("brick.png", "other.png"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(AssetClient.download(address.replaceFirst("\\?.*", "")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAddressEndsAfterItsTime() {
        String sha256 = store.put(BYTES, "image/png");
        AssetStore brief = new S3AssetStore(client, presigner, stores.bucket(), Duration.ofSeconds(1));
        String address =
                brief.presignedDownload(sha256, "image/png", "brick.png").toString();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> AssetClient.download(address).statusCode() == 403);
    }

    @Test
    void aStoreThatIsAwayIsSaidToBe() {
        wire.cut();

        assertThatThrownBy(() -> store.put(BYTES, "image/png")).isInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void aStoreThatIsSilentIsGivenUpInTime() {
        wire.freeze();
        Instant start = Instant.now();

        assertThatThrownBy(() -> store.put(BYTES, "image/png")).isInstanceOf(StorageUnavailableException.class);

        assertThat(Duration.between(start, Instant.now())).isLessThan(TIMEOUT.plusSeconds(2));
    }

    @Test
    void wrongCredentialsAreNoStore() {
        StorageProperties wrong = new StorageProperties(
                stores.bucket(),
                properties.endpoint(),
                "auto",
                TestS3.ACCESS_KEY,
                "wrong",
                TIMEOUT,
                Duration.ofHours(1));
        try (S3Client refused = configuration.s3Client(wrong)) {
            AssetStore closed = configuration.assetStore(refused, presigner, wrong);

            assertThatThrownBy(() -> closed.put(BYTES, "image/png")).isInstanceOf(StorageUnavailableException.class);
        }
    }

    private java.util.List<String> keys() {
        return client.listObjectsV2(request -> request.bucket(stores.bucket())).contents().stream()
                .map(object -> object.key())
                .toList();
    }
}
