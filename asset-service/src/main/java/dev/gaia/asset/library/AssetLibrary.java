package dev.gaia.asset.library;

import dev.gaia.common.identity.Caller;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The assets of whoever calls; everybody else's do not exist for them. */
@Component
public class AssetLibrary {

    private final AssetRepository repository;

    AssetLibrary(AssetRepository repository) {
        this.repository = repository;
    }

    /** Takes in a new asset; the database refuses a second one of the same job. */
    public void add(Asset asset) {
        repository.insert(asset);
    }

    /** @throws org.springframework.web.ErrorResponseException 404 when it is not the caller's */
    public Asset get(Caller caller, UUID id) {
        return repository
                .find(caller.accountId(), id)
                .orElseThrow(() -> AssetProblem.ASSET_NOT_FOUND.exception("There is no such asset."));
    }

    /** Those of the given assets that are the caller's, by id. */
    public Map<UUID, Asset> getAll(Caller caller, Collection<UUID> ids) {
        return ids.isEmpty()
                ? Map.of()
                : repository.findAll(caller.accountId(), ids).stream()
                        .collect(Collectors.toMap(Asset::id, Function.identity()));
    }

    List<Asset> list(Caller caller, int limit, int offset) {
        return repository.list(caller.accountId(), limit, offset);
    }
}
