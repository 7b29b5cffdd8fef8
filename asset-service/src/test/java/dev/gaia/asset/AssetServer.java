package dev.gaia.asset;

import dev.gaia.asset.generation.AssetEngine;
import dev.gaia.testing.time.MutableClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The real service on a port of its own, with real stores. */
public final class AssetServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Stores stores;

    private AssetServer(Stores stores, SpringApplicationBuilder application, String... settings) {
        this.stores = stores;
        List<String> arguments = new ArrayList<>(stores.arguments());
        arguments.addAll(List.of(settings));
        context = application.run(arguments.toArray(String[]::new));
    }

    public static AssetServer start(Stores stores, String... settings) {
        return new AssetServer(stores, new SpringApplicationBuilder(AssetApplication.class), settings);
    }

    /** With one more engine than the real ones. */
    public static AssetServer start(Stores stores, AssetEngine engine, String... settings) {
        return new AssetServer(stores, application(with(AssetEngine.class, engine)), settings);
    }

    /** With one more engine, and a clock that stands still until a test moves it. */
    public static AssetServer start(Stores stores, AssetEngine engine, MutableClock clock, String... settings) {
        return new AssetServer(
                stores, application(with(AssetEngine.class, engine), with(InstantSource.class, clock)), settings);
    }

    /** The one that all tests share which do not harm it. */
    public static AssetServer shared() {
        return Shared.SERVER;
    }

    @SafeVarargs
    private static SpringApplicationBuilder application(
            ApplicationContextInitializer<GenericApplicationContext>... beans) {
        return new SpringApplicationBuilder(AssetApplication.class).initializers(beans);
    }

    static <T> ApplicationContextInitializer<GenericApplicationContext> with(Class<T> type, T bean) {
        return context -> context.registerBean("test-" + type.getSimpleName(), type, () -> bean);
    }

    public AssetClient client() {
        return new AssetClient(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    public JdbcClient database() {
        return bean(JdbcClient.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The keys of all objects that this server has in S3. */
    public List<String> objects() {
        return bean(S3Client.class).listObjectsV2(request -> request.bucket(stores.bucket())).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }

    private static final class Shared {

        private static final AssetServer SERVER = start(Stores.fresh());
    }
}
