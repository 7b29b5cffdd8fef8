package dev.gaia.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import org.junit.jupiter.api.Test;

class FirstAdminTests {

    private final AuthServer server = AuthServer.shared();
    private final AccountRepository repository = server.bean(AccountRepository.class);
    private final String email = AuthClient.newEmail();

    @Test
    void theConfiguredAddressIsAnAdminOnceItIsConfirmed() {
        server.client().register(email);
        confirm();

        new FirstAdmin(repository, new AdminProperties(email)).grant();

        assertThat(roles()).isEqualTo("chat assets admin");
    }

    @Test
    void whoeverMerelyRegistersTheConfiguredAddressIsNone() {
        server.client().register(email);

        new FirstAdmin(repository, new AdminProperties(email)).grant();

        assertThat(roles()).isEqualTo("chat assets");
    }

    @Test
    void withoutAnAddressNobodyIs() {
        server.client().register(email);
        confirm();

        new FirstAdmin(repository, new AdminProperties("")).grant();

        assertThat(roles()).isEqualTo("chat assets");
    }

    @Test
    void whatIsNoAddressIsRefusedAtTheStart() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AdminProperties("nobody"));
    }

    private void confirm() {
        server.database()
                .sql("UPDATE account SET email_confirmed_at = now() WHERE email = :email")
                .param("email", email)
                .update();
    }

    private String roles() {
        return AuthClient.claims(
                        server.client().login(email, AuthClient.PASSWORD).text("/session/access_token"))
                .at("/scope")
                .asString();
    }
}
