package dev.gaia.chat;

import dev.gaia.chat.engine.ScriptedLlmEngine;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import dev.gaia.testing.identity.TestTokens;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The real service on a port of its own, with real stores; only the model is scripted. */
public final class ChatServer implements AutoCloseable {

    private static final ChatServer SHARED = new ChatServer(TestPostgres.newDatabaseUrl());

    private final TestTokens tokens = new TestTokens();
    private final ScriptedLlmEngine engine = new ScriptedLlmEngine();
    private final ConfigurableApplicationContext context;

    /** @param further arguments of the service, for example {@code --PORT=8668} */
    public ChatServer(String databaseUrl, String... further) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "--PORT=0",
                                "--GAIA_BIND_ADDRESS=127.0.0.1",
                                "--DATABASE_URL=" + databaseUrl,
                                "--REDIS_URL=" + TestRedis.shared().url(),
                                "--GAIA_AUTH_URL=" + tokens.authUrl(),
                                "--chat.engine.enabled=false",
                                "--chat.streams.heartbeat=100ms"),
                        Stream.of(further))
                .toList();
        context = new SpringApplicationBuilder(ChatApplication.class)
                .initializers(
                        made -> ((GenericApplicationContext) made).registerBean(ScriptedLlmEngine.class, () -> engine))
                .run(arguments.toArray(String[]::new));
    }

    /** The one that all tests share which do not harm it. */
    public static ChatServer shared() {
        return SHARED;
    }

    public ScriptedLlmEngine engine() {
        return engine;
    }

    /** Somebody who has never been here. */
    public ChatClient newCaller() {
        return client(tokens.token(UUID.randomUUID(), "chat"));
    }

    public ChatClient client(String token) {
        return new ChatClient(address(), token);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public TestTokens tokens() {
        return tokens;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
        tokens.close();
    }
}
