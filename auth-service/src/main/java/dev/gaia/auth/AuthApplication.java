package dev.gaia.auth;

import dev.gaia.common.environment.Termination;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The process that knows accounts and issues their tokens. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class AuthApplication {

    public static void main(String[] arguments) {
        Termination.exitsWithSuccess();
        SpringApplication.run(AuthApplication.class, arguments);
    }
}
