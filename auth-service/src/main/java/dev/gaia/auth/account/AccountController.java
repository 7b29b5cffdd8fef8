package dev.gaia.auth.account;

import dev.gaia.auth.credential.PasswordPolicy;
import dev.gaia.auth.session.SessionResponse;
import dev.gaia.auth.session.Sessions;
import dev.gaia.auth.token.Grant;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Registering and signing in. */
@RestController
class AccountController {

    private final Accounts accounts;
    private final Sessions sessions;

    AccountController(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    record Credentials(
            @NotBlank @Email @Size(max = 254) String email,
            @NotBlank @Size(max = PasswordPolicy.MAX_LENGTH) String password) {

        @Override
        public String toString() {
            return "Credentials[***]";
        }
    }

    record SignedIn(SessionResponse session, UserResponse user) {}

    @PostMapping({"/api/v0.3/auth/register", "/api/v1/auth/register"})
    @ResponseStatus(HttpStatus.CREATED)
    SignedIn register(@Valid @RequestBody Credentials request) {
        return signIn(accounts.register(request.email(), request.password()), Grant.REGISTRATION);
    }

    @PostMapping({"/api/v0.3/auth/login", "/api/v1/auth/login"})
    SignedIn login(@Valid @RequestBody Credentials request) {
        return signIn(accounts.authenticate(request.email(), request.password()), Grant.PASSWORD);
    }

    private SignedIn signIn(Account account, Grant grant) {
        return new SignedIn(SessionResponse.from(sessions.begin(account.id(), grant)), UserResponse.from(account));
    }
}
