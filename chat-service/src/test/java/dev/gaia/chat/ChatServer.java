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
import org.springframework.http.client.ReactorResourceFactory;

/** The real service on a port of its own, with real stores; only the model is scripted. */
public final class ChatServer implements AutoCloseable {

    private final TestTokens tokens = new TestTokens();
    private final ScriptedLlmEngine engine = new ScriptedLlmEngine();
    private final String databaseUrl;
    private final ConfigurableApplicationContext context;

    /** @param further arguments of the service, for example {@code --PORT=8668} */
    public ChatServer(String databaseUrl, String... further) {
        this.databaseUrl = databaseUrl;
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
                .initializers(made -> {
                    GenericApplicationContext beans = (GenericApplicationContext) made;
                    beans.registerBean(ScriptedLlmEngine.class, () -> engine);
                    beans.registerBean(ReactorResourceFactory.class, ChatServer::ownThreads);
                })
                .run(arguments.toArray(String[]::new));
    }

    /** Netty's threads are the JVM's unless told otherwise: one server that ends would end all others. */
    private static ReactorResourceFactory ownThreads() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    /** The one that all tests share which do not harm it. */
    public static ChatServer shared() {
        return Shared.SERVER;
    }

    public String databaseUrl() {
        return databaseUrl;
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

    private static final class Shared {

        static final ChatServer SERVER = new ChatServer(TestPostgres.newDatabaseUrl());
    }
}
