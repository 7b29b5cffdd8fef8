package dev.gaia.asset.library;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gaia.asset.storage.AssetStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An asset in the compatible shape. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AssetResponse(
        UUID assetId,
        String source,
        double cost,
        @Nullable Long responseTimeMs,
        AssetData assetData,
        Map<String, Object> storageInfo,
        Map<String, Object> metadata,
        Map<String, Object> costBreakdown) {

    /** @param fileSizeMb in millions of bytes */
    record AssetData(
            String downloadUrl,
            String previewImageUrl,
            String fileFormat,
            double fileSizeMb,
            double qualityScore,
            String licenseType,
            boolean attributionRequired) {}

    /** @param responseTimeMs how long the request took, where it made the asset */
    public static AssetResponse from(Asset asset, AssetStore store, @Nullable Long responseTimeMs) {
        String format = asset.contentType().substring(asset.contentType().indexOf('/') + 1);
        String url = store.presignedDownload(asset.sha256(), asset.contentType(), asset.material() + "." + format)
                .toString();
        return new AssetResponse(
                asset.id(),
                "generated",
                0,
                responseTimeMs,
                new AssetData(url, url, format, asset.bytes() / 1e6, 1, "CC0-1.0", false),
                Map.of("sha256", asset.sha256(), "content_type", asset.contentType(), "bytes", asset.bytes()),
                metadata(asset),
                Map.of("engine", asset.engine(), "generation", 0, "storage", 0));
    }

    private static Map<String, Object> metadata(Asset asset) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("engine", asset.engine());
        metadata.put("material", asset.material());
        metadata.put("seed", asset.seed());
        metadata.put("width", asset.size());
        metadata.put("height", asset.size());
        metadata.put("category", asset.category());
        metadata.put("style", asset.style());
        metadata.put("description", asset.description());
        metadata.put("created_at", asset.createdAt().toString());
        return metadata;
    }
}
