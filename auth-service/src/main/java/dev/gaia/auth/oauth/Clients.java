package dev.gaia.auth.oauth;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.JdbcRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/** The programs that may get tokens. */
@Component
class Clients implements RegisteredClientRepository {

    /** Stands for Gaia's own API as the holder of tokens that no client asked for; nobody can sign in as it. */
    static final RegisteredClient GAIA = RegisteredClient.withId("gaia")
            .clientId("gaia")
            .clientAuthenticationMethod(new ClientAuthenticationMethod("nobody"))
            .authorizationGrantType(new AuthorizationGrantType("nothing"))
            .build();

    private final JdbcRegisteredClientRepository stored;

    Clients(JdbcTemplate jdbc) {
        this.stored = new JdbcRegisteredClientRepository(jdbc);
    }

    @Override
    public void save(RegisteredClient client) {
        stored.save(client);
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return id.equals(GAIA.getId()) ? GAIA : stored.findById(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return stored.findByClientId(clientId);
    }
}
