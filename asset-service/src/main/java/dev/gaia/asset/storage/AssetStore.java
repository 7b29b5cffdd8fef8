package dev.gaia.asset.storage;

import java.net.URI;

/** Keeps the bytes of assets under the hash of their content. */
public interface AssetStore {

    /**
     * Keeps the bytes; harmless when they are there already.
     *
     * @return the SHA-256 of the content in hexadecimal, by which it is found again
     * @throws StorageUnavailableException when the store cannot be reached; the same call may succeed later
     */
    String put(byte[] bytes, String contentType);

    /**
     * An address that anybody can download from for a while, with the given file name.
     *
     * @param contentType as the download states it
     */
    URI presignedDownload(String sha256, String contentType, String fileName);

    /**
     * Forgets the bytes; harmless when they are gone already.
     *
     * @throws StorageUnavailableException when the store cannot be reached; the same call may succeed later
     */
    void delete(String sha256);

    /** The store is away or does not answer well. */
    final class StorageUnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public StorageUnavailableException(Throwable cause) {
            super("The asset store is away", cause);
        }
    }
}
