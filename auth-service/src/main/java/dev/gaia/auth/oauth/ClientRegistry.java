package dev.gaia.auth.oauth;

import dev.gaia.auth.session.ClientSessions;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What Spring Authorization Server's repository of clients cannot do: list them, and take one away. */
@Repository
class ClientRegistry {

    private final JdbcClient jdbc;
    private final ClientSessions sessions;

    ClientRegistry(JdbcClient jdbc, ClientSessions sessions) {
        this.jdbc = jdbc;
        this.sessions = sessions;
    }

    List<String> clientIds() {
        return jdbc.sql("SELECT client_id FROM oauth2_registered_client ORDER BY client_id")
                .query((row, _) -> row.getString("client_id"))
                .list();
    }

    /** @return false when there is no such client */
    boolean remove(String clientId) {
        boolean removed = jdbc.sql("DELETE FROM oauth2_registered_client WHERE client_id = :clientId")
                        .param("clientId", clientId)
                        .update()
                == 1;
        if (removed) {
            sessions.endAllOf(clientId);
        }
        return removed;
    }
}
