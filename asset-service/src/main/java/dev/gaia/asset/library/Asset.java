package dev.gaia.asset.library;

import java.time.Instant;
import java.util.UUID;

/**
 * An asset that exists.
 *
 * @param sha256 of its bytes, by which the store finds them
 * @param size width and height in pixels
 * @param material what the description was understood as
 */
public record Asset(
        UUID id,
        UUID ownerId,
        UUID jobId,
        String category,
        String style,
        String description,
        String sha256,
        long bytes,
        String contentType,
        int size,
        String engine,
        String material,
        long seed,
        Instant createdAt) {}
