package dev.gaia.asset.job;

import dev.gaia.asset.library.AssetLibrary;
import dev.gaia.asset.library.AssetResponse;
import dev.gaia.asset.storage.AssetStore;
import dev.gaia.asset.storage.AssetStore.StorageUnavailableException;
import dev.gaia.common.problem.CommonProblem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For auth-service: all that an account has here, to hand it out or to delete it. Repeating does no harm. */
@RestController
class AccountDataController {

    private final JobRepository jobs;
    private final AssetLibrary library;
    private final AssetStore store;

    AccountDataController(JobRepository jobs, AssetLibrary library, AssetStore store) {
        this.jobs = jobs;
        this.library = library;
        this.store = store;
    }

    record AccountData(List<ExportedJob> jobs, List<AssetResponse> assets) {}

    record ExportedJob(UUID id, String category, String style, String description, Instant createdAt) {

        static ExportedJob from(Job job) {
            return new ExportedJob(
                    job.id(), job.category(), job.wish().style(), job.wish().description(), job.createdAt());
        }
    }

    /** Assets by addresses that are good for a while, as their owner gets them otherwise. */
    @GetMapping("/internal/accounts/{account}")
    AccountData export(@PathVariable UUID account) {
        return new AccountData(
                jobs.list(account, Integer.MAX_VALUE, 0).stream()
                        .map(ExportedJob::from)
                        .toList(),
                library.allOf(account).stream()
                        .map(asset -> AssetResponse.from(asset, store, null))
                        .toList());
    }

    @DeleteMapping("/internal/accounts/{account}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@PathVariable UUID account) {
        jobs.deleteUnfinished(account);
        try {
            library.eraseAll(account);
        } catch (StorageUnavailableException away) {
            throw CommonProblem.UNAVAILABLE.exception("The asset store is away; nothing of it is forgotten.");
        }
        jobs.deleteAll(account);
    }
}
