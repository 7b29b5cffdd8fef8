package dev.gaia.auth.erasure;

import dev.gaia.auth.session.Sessions;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Hands users all that there is of them, and deletes it. */
@RestController
class AccountDataController {

    private final Export export;
    private final Erasures erasures;
    private final Sessions sessions;

    AccountDataController(Export export, Erasures erasures, Sessions sessions) {
        this.export = export;
        this.erasures = erasures;
        this.sessions = sessions;
    }

    record DeleteAccount(@NotBlank @Size(max = 256) String password) {

        @Override
        public String toString() {
            return "DeleteAccount[***]";
        }
    }

    record Accepted(String message) {}

    @GetMapping("/api/v2/account/export")
    ResponseEntity<ObjectNode> export(@AuthenticationPrincipal Caller caller) {
        sessions.requireSignIn(caller);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"gaia-account.json\"")
                .body(export.of(caller.accountId()));
    }

    @PostMapping("/api/v2/account/deletion")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted delete(@AuthenticationPrincipal Caller caller, @RequestBody @Valid DeleteAccount request) {
        sessions.requireSignIn(caller);
        if (!erasures.delete(caller.accountId(), request.password())) {
            throw ErasureProblem.WRONG_PASSWORD.exception("The password is wrong.");
        }
        return new Accepted("The account is deleted. What other services have of it goes within moments.");
    }
}
