package dev.gaia.asset.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** An S3 bucket; it is made when it is not there, which is so only on a new local installation. */
final class S3AssetStore implements AssetStore {

    private final S3Client client;
    private final S3Presigner presigner;
    private final String bucket;
    private final Duration downloads;

    S3AssetStore(S3Client client, S3Presigner presigner, String bucket, Duration downloads) {
        this.client = client;
        this.presigner = presigner;
        this.bucket = bucket;
        this.downloads = downloads;
    }

    @Override
    public String put(byte[] bytes, String contentType) {
        String sha256 = sha256(bytes);
        try {
            if (!exists(sha256)) {
                write(bytes, contentType, sha256);
            }
            return sha256;
        } catch (SdkException failure) {
            throw new StorageUnavailableException(failure);
        }
    }

    @Override
    public void delete(String sha256) {
        try {
            client.deleteObject(request -> request.bucket(bucket).key(key(sha256)));
        } catch (NoSuchBucketException nothingWasEverKept) {
            // as wanted
        } catch (SdkException failure) {
            throw new StorageUnavailableException(failure);
        }
    }

    @Override
    public URI presignedDownload(String sha256, String contentType, String fileName) {
        try {
            return presigner
                    .presignGetObject(request -> request.signatureDuration(downloads)
                            .getObjectRequest(object -> object.bucket(bucket)
                                    .key(key(sha256))
                                    .responseContentType(contentType)
                                    .responseContentDisposition("inline; filename=\"" + fileName + "\"")))
                    .url()
                    .toURI();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean exists(String sha256) {
        try {
            client.headObject(request -> request.bucket(bucket).key(key(sha256)));
            return true;
        } catch (NoSuchKeyException absent) {
            return false;
        }
    }

    private void write(byte[] bytes, String contentType, String sha256) {
        try {
            putObject(bytes, contentType, sha256);
        } catch (NoSuchBucketException newInstallation) {
            createBucket();
            putObject(bytes, contentType, sha256);
        }
    }

    private void createBucket() {
        try {
            client.createBucket(request -> request.bucket(bucket));
        } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException another) {
            // another worker was quicker
        }
    }

    private void putObject(byte[] bytes, String contentType, String sha256) {
        client.putObject(
                request -> request.bucket(bucket)
                        .key(key(sha256))
                        .contentType(contentType)
                        .cacheControl("public, max-age=31536000, immutable"),
                RequestBody.fromBytes(bytes));
    }

    private static String key(String sha256) {
        return "sha256/" + sha256.substring(0, 2) + "/" + sha256;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
