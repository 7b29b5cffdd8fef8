package dev.gaia.asset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class AssetApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(AssetApplication.class, arguments);
    }
}
