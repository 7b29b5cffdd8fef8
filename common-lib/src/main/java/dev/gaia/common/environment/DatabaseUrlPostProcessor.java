package dev.gaia.common.environment;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Turns {@code DATABASE_URL} into the properties of Spring's data source. */
final class DatabaseUrlPostProcessor implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String url = environment.getProperty("DATABASE_URL");
        if (url == null) {
            return;
        }
        DatabaseUrl database = DatabaseUrl.parse(url);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "databaseUrl",
                        Map.of(
                                "spring.datasource.url", database.jdbcUrl(),
                                "spring.datasource.username", database.username(),
                                "spring.datasource.password", database.password())));
    }
}
