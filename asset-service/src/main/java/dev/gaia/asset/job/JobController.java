package dev.gaia.asset.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gaia.asset.generation.TextureWish;
import dev.gaia.asset.library.Asset;
import dev.gaia.asset.library.AssetLibrary;
import dev.gaia.asset.library.AssetResponse;
import dev.gaia.asset.storage.AssetStore;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Asking for assets: natively by jobs, or in the compatible way, which waits for the job. */
@RestController
class JobController {

    /** The gateway says by it what the caller's plan allows. */
    private static final String MAX_JOBS = "X-Gaia-Max-Jobs";

    private static final Duration STANDARD_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

    /** PostgreSQL keeps any text but this. */
    private static final String STORABLE = "[^\\x00]*";

    private static final String NOT_STORABLE = "must not contain the character NUL";

    private final Jobs jobs;
    private final AssetLibrary library;
    private final AssetStore store;

    JobController(Jobs jobs, AssetLibrary library, AssetStore store) {
        this.jobs = jobs;
        this.library = library;
        this.store = store;
    }

    /** @param size width and height in pixels */
    record SubmitJob(
            @NotBlank @Size(max = 64) String category,

            @NotBlank @Size(max = 2_000) @Pattern(regexp = STORABLE, message = NOT_STORABLE)
            String description,

            @Nullable @Size(max = 100) @Pattern(regexp = STORABLE, message = NOT_STORABLE)
            String style,

            @Nullable @Min(TextureWish.MIN_SIZE) @Max(TextureWish.MAX_SIZE)
            Integer size,

            @Nullable Long seed) {

        TextureWish wish() {
            String effectiveStyle = Objects.requireNonNullElse(style, "");
            return new TextureWish(
                    description,
                    effectiveStyle,
                    Objects.requireNonNullElse(size, 512),
                    Objects.requireNonNullElseGet(seed, () -> TextureWish.seedOf(description, effectiveStyle)));
        }
    }

    /** The compatible request; square pictures are made, as wide as the wider side asks. */
    record GenerateAsset(
            @NotBlank @Size(max = 64) String category,

            @Nullable @Size(max = 100) @Pattern(regexp = STORABLE, message = NOT_STORABLE)
            String style,

            @NotBlank @Size(max = 2_000) @Pattern(regexp = STORABLE, message = NOT_STORABLE)
            String description,

            @Nullable @Valid Requirements requirements,
            @Nullable Preferences preferences) {

        SubmitJob toJob() {
            Integer size = requirements == null ? null : requirements.size();
            Long seed = requirements == null ? null : requirements.seed();
            return new SubmitJob(category, description, style, size, seed);
        }

        Duration longestWait() {
            Long wanted = preferences == null ? null : preferences.maxWaitTimeMs();
            if (wanted == null) {
                return STANDARD_WAIT;
            }
            return Duration.ofMillis(Math.clamp(wanted, 0, LONGEST_WAIT.toMillis()));
        }
    }

    record Requirements(
            @Nullable @Min(TextureWish.MIN_SIZE) @Max(TextureWish.MAX_SIZE)
            Integer width,

            @Nullable @Min(TextureWish.MIN_SIZE) @Max(TextureWish.MAX_SIZE)
            Integer height,

            @Nullable Long seed) {

        @Nullable
        Integer size() {
            if (width == null || height == null) {
                return width == null ? height : width;
            }
            return Integer.valueOf(Math.max(width, height));
        }
    }

    record Preferences(@Nullable Long maxWaitTimeMs) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record JobResponse(
            UUID id,
            String state,
            String category,
            String description,
            long seed,
            Instant createdAt,
            @Nullable String reason,
            @Nullable AssetResponse asset) {}

    record JobPage(List<JobResponse> jobs, int limit, int offset) {}

    @PostMapping("/api/v2/jobs")
    ResponseEntity<JobResponse> submit(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = MAX_JOBS, required = false) @Nullable @PositiveOrZero Integer maxJobs,
            @Valid @RequestBody SubmitJob request) {
        Job job = jobs.submit(caller, request.category(), request.wish(), maxJobs);
        return accepted(caller, job);
    }

    @GetMapping("/api/v2/jobs")
    JobPage list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @RequestParam(defaultValue = "0") @Min(0) int offset) {
        List<Job> page = jobs.list(caller, limit, offset);
        Map<UUID, Asset> made = library.getAll(
                caller, page.stream().flatMap(job -> job.assetId().stream()).toList());
        return new JobPage(
                page.stream()
                        .map(job -> response(job, job.assetId().map(made::get)))
                        .toList(),
                limit,
                offset);
    }

    @GetMapping("/api/v2/jobs/{id}")
    JobResponse get(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return response(caller, jobs.get(caller, id));
    }

    @DeleteMapping("/api/v2/jobs/{id}")
    JobResponse cancel(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return response(caller, jobs.cancel(caller, id));
    }

    @PostMapping("/api/v1/assets/generate")
    ResponseEntity<?> generate(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = MAX_JOBS, required = false) @Nullable @PositiveOrZero Integer maxJobs,
            @Valid @RequestBody GenerateAsset request)
            throws InterruptedException {
        long start = System.nanoTime();
        SubmitJob wish = request.toJob();
        Job job = jobs.await(
                caller,
                jobs.submit(caller, wish.category(), wish.wish(), maxJobs).id(),
                request.longestWait());
        return switch (job.state()) {
            case Job.State.Succeeded(UUID asset) ->
                ResponseEntity.ok(
                        AssetResponse.from(library.get(caller, asset), store, (System.nanoTime() - start) / 1_000_000));
            case Job.State.Failed(String reason) -> throw JobProblem.JOB_FAILED.exception(reason + ".");
            case Job.State.Queued _, Job.State.Running _, Job.State.Cancelled _ -> accepted(caller, job);
        };
    }

    private ResponseEntity<JobResponse> accepted(Caller caller, Job job) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v2/jobs/" + job.id()))
                .body(response(caller, job));
    }

    private JobResponse response(Caller caller, Job job) {
        return response(job, job.assetId().map(id -> library.get(caller, id)));
    }

    private JobResponse response(Job job, Optional<Asset> asset) {
        String reason = job.state() instanceof Job.State.Failed(String why) ? why : null;
        return new JobResponse(
                job.id(),
                job.state().label(),
                job.category(),
                job.wish().description(),
                job.wish().seed(),
                job.createdAt(),
                reason,
                asset.map(made -> AssetResponse.from(made, store, null)).orElse(null));
    }
}
