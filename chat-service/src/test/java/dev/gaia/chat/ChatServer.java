package dev.gaia.chat;

import dev.gaia.chat.engine.ScriptedLlmEngine;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import dev.gaia.testing.identity.TestTokens;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

    public ChatServer(String databaseUrl) {
        this(databaseUrl, Map.of());
    }

    /** @param further properties, which win over those of all tests */
    public ChatServer(String databaseUrl, Map<String, String> further) {
        this.databaseUrl = databaseUrl;
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("PORT", "0");
        properties.put("GAIA_BIND_ADDRESS", "127.0.0.1");
        properties.put("DATABASE_URL", databaseUrl);
        properties.put("REDIS_URL", TestRedis.shared().url());
        properties.put("GAIA_AUTH_URL", tokens.authUrl());
        properties.put("chat.engine.enabled", "false");
        properties.put("chat.streams.heartbeat", "100ms");
        properties.putAll(further);
        context = new SpringApplicationBuilder(ChatApplication.class)
                .initializers(made -> {
                    GenericApplicationContext beans = (GenericApplicationContext) made;
                    beans.registerBean(ScriptedLlmEngine.class, () -> engine);
                    beans.registerBean(ReactorResourceFactory.class, ChatServer::ownThreads);
                })
                .run(properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
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

    public ChatClient client(@Nullable String token) {
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
