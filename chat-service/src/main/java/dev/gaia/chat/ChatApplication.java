package dev.gaia.chat;

import dev.gaia.common.environment.Termination;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class ChatApplication {

    public static void main(String[] arguments) {
        Termination.exitsWithSuccess();
        SpringApplication.run(ChatApplication.class, arguments);
    }
}
