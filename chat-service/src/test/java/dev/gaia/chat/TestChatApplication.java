package dev.gaia.chat;

import dev.gaia.testing.data.TestPostgres;
import java.util.Map;
import java.util.UUID;

/** Starts the service by itself, with stores that end with it and a model that repeats the question. The argument is the port. */
final class TestChatApplication {

    private TestChatApplication() {}

    @SuppressWarnings("resource") // lives until the process ends
    public static void main(String[] arguments) {
        String port = arguments.length == 0 ? "8668" : arguments[0];
        ChatServer server =
                new ChatServer(TestPostgres.newDatabaseUrl(), Map.of("PORT", port, "chat.streams.heartbeat", "15s"));
        System.out.println("URL=" + server.address());
        System.out.println("TOKEN=" + server.tokens().token(UUID.randomUUID(), "chat"));
    }
}
