package dev.gaia.auth.account;

import dev.gaia.auth.mail.Post;
import dev.gaia.auth.session.Sessions;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Confirms and changes e-mail addresses. */
@RestController
class EmailController {

    private final EmailAddresses addresses;
    private final Sessions sessions;
    private final Post post;
    private final Limits limits;

    EmailController(EmailAddresses addresses, Sessions sessions, Post post, Limits limits) {
        this.limits = limits;
        this.addresses = addresses;
        this.sessions = sessions;
        this.post = post;
    }

    record Confirm(@NotBlank @Size(max = 100) String token) {

        @Override
        public String toString() {
            return "Confirm[***]";
        }
    }

    record Confirmed(boolean confirmed, String email) {}

    record Resend(@NotBlank @Size(max = 1_000) String email) {}

    record Accepted(String message) {}

    record ChangeEmail(
            @NotBlank @Size(max = 1_000) String email,
            @NotBlank @Size(max = 256) String password) {

        @Override
        public String toString() {
            return "ChangeEmail[***]";
        }
    }

    @PostMapping({"/api/v0.3/auth/confirm", "/api/v1/auth/confirm"})
    Confirmed confirm(@RequestBody @Valid Confirm request) {
        return addresses
                .confirm(request.token())
                .map(email -> new Confirmed(true, email))
                .orElseThrow(AccountProblem::mailedTokenRefused);
    }

    @PostMapping({"/api/v0.3/auth/resend-verification", "/api/v1/auth/resend-verification"})
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted resend(@RequestBody @Valid Resend request) {
        post.requireConfigured();
        limits.chargeLetter();
        addresses.resend(request.email());
        return new Accepted("If the address waits to be confirmed, a letter is on its way.");
    }

    @PostMapping("/api/v2/account/email")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted change(@AuthenticationPrincipal Caller caller, @RequestBody @Valid ChangeEmail request) {
        sessions.requireSignIn(caller);
        post.requireConfigured();
        limits.chargeLetter();
        Email email = Email.parse(request.email())
                .orElseThrow(() -> AccountProblem.INVALID_REGISTRATION.exception("The e-mail address is not valid."));
        if (!addresses.requestChange(caller.accountId(), email, request.password())) {
            throw AccountProblem.WRONG_PASSWORD.exception("The password is wrong.");
        }
        return new Accepted("A letter to the new address is on its way; the address changes when it is confirmed.");
    }
}
