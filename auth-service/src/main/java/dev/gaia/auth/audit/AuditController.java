package dev.gaia.auth.audit;

import dev.gaia.common.problem.CommonProblem;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows admins what happened, the newest first. */
@RestController
class AuditController {

    private final AuditLog log;

    AuditController(AuditLog log) {
        this.log = log;
    }

    /** @param nextCursor to be sent for what comes after; null at the end */
    record AuditPage(List<AuditEvent> events, @Nullable String nextCursor) {}

    @GetMapping("/api/v2/admin/audit-events")
    AuditPage find(
            @RequestParam(required = false) @Nullable UUID account,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit) {
        List<AuditEvent> found = log.find(new AuditQuery(account, kindOf(kind), positionOf(cursor), limit + 1));
        List<AuditEvent> page = found.subList(0, Math.min(limit, found.size()));
        return new AuditPage(page, found.size() > limit ? cursorAfter(page.getLast()) : null);
    }

    private static @Nullable AuditKind kindOf(@Nullable String label) {
        try {
            return label == null ? null : AuditKind.of(label);
        } catch (IllegalArgumentException unknown) {
            throw CommonProblem.INVALID_REQUEST.exception("There is no such kind of event.");
        }
    }

    private static long positionOf(@Nullable String cursor) {
        try {
            return cursor == null
                    ? Long.MAX_VALUE
                    : Long.parseLong(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException notOurs) {
            throw CommonProblem.INVALID_REQUEST.exception("The cursor is not one that was given here.");
        }
    }

    private static String cursorAfter(AuditEvent event) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Long.toString(event.id()).getBytes(StandardCharsets.US_ASCII));
    }
}
