package dev.gaia.auth.region;

import dev.gaia.common.problem.CommonProblem;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells the other regions, and nobody else, which keyed hashes have an account here. */
@RestController
class DirectoryController {

    static final String PROOF = "X-Gaia-Region-Proof";

    private final RegionDirectory directory;
    private final InstantSource clock;

    DirectoryController(RegionDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    record DirectoryPage(List<DirectoryEntry> entries) {}

    @GetMapping("/internal/region-directory")
    DirectoryPage since(
            @RequestHeader(value = PROOF, required = false) @Nullable String proof,
            @RequestParam(defaultValue = "0") long since) {
        if (!directory.isNeeded() || proof == null || !directory.key().isProof(proof, clock.instant())) {
            throw CommonProblem.FORBIDDEN.exception("This is for other regions.");
        }
        return new DirectoryPage(directory.since(since));
    }
}
