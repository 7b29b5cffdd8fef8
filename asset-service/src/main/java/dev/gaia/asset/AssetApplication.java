package dev.gaia.asset;

import dev.gaia.common.environment.Termination;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class AssetApplication {

    public static void main(String[] arguments) {
        Termination.exitsWithSuccess();
        SpringApplication.run(AssetApplication.class, arguments);
    }
}
