package dev.gaia.asset.library;

import dev.gaia.asset.storage.AssetStore;
import dev.gaia.common.identity.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The caller's assets in the compatible shape. */
@RestController
class AssetController {

    private final AssetLibrary library;
    private final AssetStore store;

    AssetController(AssetLibrary library, AssetStore store) {
        this.library = library;
        this.store = store;
    }

    record AssetPage(List<AssetResponse> assets, int limit, int offset) {}

    record Status(String status) {}

    @GetMapping("/api/v1/assets/test")
    Status test() {
        return new Status("ok");
    }

    @GetMapping("/api/v1/assets")
    AssetPage list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @RequestParam(defaultValue = "0") @Min(0) int offset) {
        return new AssetPage(
                library.list(caller, limit, offset).stream()
                        .map(asset -> AssetResponse.from(asset, store, null))
                        .toList(),
                limit,
                offset);
    }

    @GetMapping("/api/v1/assets/{id}")
    AssetResponse get(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return AssetResponse.from(library.get(caller, id), store, null);
    }
}
