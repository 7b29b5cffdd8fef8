package dev.gaia.asset.library;

import dev.gaia.asset.storage.AssetStore;
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
    private final AssetStore store;

    AssetLibrary(AssetRepository repository, AssetStore store) {
        this.repository = repository;
        this.store = store;
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

    /** All that the account has, the latest first. */
    public List<Asset> allOf(UUID account) {
        return repository.list(account, Integer.MAX_VALUE, 0);
    }

    /** Objects first: what fails in the middle is found again by its rows when it is tried again. */
    public void eraseAll(UUID account) {
        repository.contentsOnlyOf(account).forEach(store::delete);
        repository.deleteAll(account);
    }

    List<Asset> list(Caller caller, int limit, int offset) {
        return repository.list(caller.accountId(), limit, offset);
    }
}
