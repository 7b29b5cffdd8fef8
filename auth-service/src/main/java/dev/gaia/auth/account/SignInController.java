package dev.gaia.auth.account;

import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.credential.PasswordPolicy;
import dev.gaia.auth.session.Rotation;
import dev.gaia.auth.session.SessionTokens;
import dev.gaia.auth.session.Sessions;
import dev.gaia.auth.token.Grant;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Signs accounts in, by password or by the refresh token of a sign-in before. */
@RestController
class SignInController {

    private final Accounts accounts;
    private final Sessions sessions;
    private final AccountMetrics metrics;
    private final AuditLog audit;

    SignInController(Accounts accounts, Sessions sessions, AccountMetrics metrics, AuditLog audit) {
        this.audit = audit;
        this.accounts = accounts;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    record Login(
            @NotBlank String email,
            @NotBlank @Size(max = PasswordPolicy.MAX_LENGTH) String password) {

        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    record Refresh(@NotBlank String refreshToken) {

        @Override
        public String toString() {
            return "Refresh[***]";
        }
    }

    @PostMapping({"/api/v0.3/auth/login", "/api/v1/auth/login"})
    SignInResponse login(@RequestBody @Valid Login request) {
        Optional<Account> account = accounts.authenticate(request.email(), request.password());
        metrics.signedIn(account.isPresent());
        account.ifPresent(known -> audit.record(AuditKind.SIGNED_IN, known.id()));
        return account.map(known -> SignInResponse.of(known, sessions.open(known.id(), Grant.PASSWORD)))
                .orElseThrow(() -> AccountProblem.WRONG_CREDENTIALS.exception("Wrong e-mail address or password."));
    }

    @PostMapping({"/api/v0.3/auth/refresh", "/api/v1/auth/refresh"})
    SignInResponse refresh(@RequestBody @Valid Refresh request) {
        return switch (sessions.rotate(request.refreshToken())) {
            case Rotation.Rotated(UUID account, SessionTokens tokens) ->
                SignInResponse.of(accounts.find(account).orElseThrow(SignInController::signInAgain), tokens);
            case Rotation.Refused _ -> throw signInAgain();
            case Rotation.Reused(UUID session) -> {
                audit.record(AuditKind.REFRESH_TOKEN_REUSED, null, null, Map.of("session", session.toString()));
                throw signInAgain();
            }
        };
    }

    private static ErrorResponseException signInAgain() {
        return AccountProblem.REFRESH_TOKEN_REFUSED.exception("The refresh token is not valid; sign in again.");
    }
}
