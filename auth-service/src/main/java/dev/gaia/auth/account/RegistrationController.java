package dev.gaia.auth.account;

import dev.gaia.auth.session.Sessions;
import dev.gaia.auth.token.Grant;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Registers accounts, and signs them in at once unless their address has to be confirmed first. */
@RestController
class RegistrationController {

    private final Accounts accounts;
    private final Sessions sessions;
    private final AccountMetrics metrics;

    RegistrationController(Accounts accounts, Sessions sessions, AccountMetrics metrics) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    record Register(@NotBlank String email, @NotBlank String password) {

        @Override
        public String toString() {
            return "Register[***]";
        }
    }

    record Accepted(String message) {}

    @PostMapping({"/api/v0.3/auth/register", "/api/v1/auth/register"})
    ResponseEntity<?> register(@RequestBody @Valid Register request) {
        return switch (accounts.register(request.email(), request.password())) {
            case Registration.Registered(Account account) -> {
                metrics.registered();
                yield ResponseEntity.status(HttpStatus.CREATED)
                        .body(SignInResponse.of(account, sessions.open(account.id(), Grant.REGISTRATION)));
            }
            case Registration.ToBeConfirmed _ ->
                ResponseEntity.accepted()
                        .body(new Accepted("Open the link in the letter that was sent to the address."));
            case Registration.EmailTaken _ ->
                throw AccountProblem.EMAIL_TAKEN.exception("There is an account with this e-mail address.");
            case Registration.Unacceptable(String complaint) ->
                throw AccountProblem.INVALID_REGISTRATION.exception(complaint);
        };
    }
}
