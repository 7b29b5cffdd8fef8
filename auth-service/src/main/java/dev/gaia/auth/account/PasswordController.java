package dev.gaia.auth.account;

import dev.gaia.auth.mail.Post;
import dev.gaia.auth.session.Sessions;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Changes passwords, and lets those in again who have forgotten theirs. */
@RestController
class PasswordController {

    private final Passwords passwords;
    private final Sessions sessions;
    private final Post post;
    private final Limits limits;

    PasswordController(Passwords passwords, Sessions sessions, Post post, Limits limits) {
        this.limits = limits;
        this.passwords = passwords;
        this.sessions = sessions;
        this.post = post;
    }

    record ChangePassword(
            @NotBlank @Size(max = 256) String currentPassword,
            @NotBlank String newPassword) {

        @Override
        public String toString() {
            return "ChangePassword[***]";
        }
    }

    record RequestReset(@NotBlank @Size(max = 1_000) String email) {}

    record ResetPassword(
            @NotBlank @Size(max = 100) String token,
            @NotBlank String newPassword) {

        @Override
        public String toString() {
            return "ResetPassword[***]";
        }
    }

    record Accepted(String message) {}

    @PostMapping("/api/v2/account/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(@AuthenticationPrincipal Caller caller, @RequestBody @Valid ChangePassword request) {
        sessions.requireSignIn(caller);
        require(
                passwords.change(
                        caller.accountId(), caller.sessionId(), request.currentPassword(), request.newPassword()),
                AccountProblem.WRONG_PASSWORD.exception("The current password is wrong."));
    }

    @PostMapping("/api/v2/account/password-reset")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted requestReset(@RequestBody @Valid RequestReset request) {
        post.requireConfigured();
        limits.chargeLetter();
        passwords.offerReset(request.email());
        return new Accepted("If the address has an account, a letter is on its way.");
    }

    @PostMapping("/api/v2/account/password-reset/confirm")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reset(@RequestBody @Valid ResetPassword request) {
        require(passwords.reset(request.token(), request.newPassword()), AccountProblem.mailedTokenRefused());
    }

    private static void require(Passwords.Change change, ErrorResponseException refused) {
        switch (change) {
            case Passwords.Change.Changed _ -> {
                // as wanted
            }
            case Passwords.Change.Refused _ -> throw refused;
            case Passwords.Change.Unacceptable(String complaint) ->
                throw AccountProblem.UNACCEPTABLE_PASSWORD.exception(complaint);
        }
    }
}
