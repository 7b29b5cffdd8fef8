package dev.gaia.chat;

import dev.gaia.testing.data.TestPostgres;
import java.util.UUID;
import java.util.stream.Stream;

/** Starts the service by itself, with stores that end with it and a model that repeats the question. */
final class TestChatApplication {

    private TestChatApplication() {}

    @SuppressWarnings("resource") // lives until the process ends
    public static void main(String[] arguments) {
        ChatServer server = new ChatServer(
                TestPostgres.newDatabaseUrl(),
                Stream.concat(Stream.of("--PORT=8668", "--chat.streams.heartbeat=15s"), Stream.of(arguments))
                        .toArray(String[]::new));
        System.out.println("TOKEN=" + server.tokens().token(UUID.randomUUID(), "chat"));
        System.out.println("URL=" + server.address());
    }
}
