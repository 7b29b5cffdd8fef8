package dev.gaia.chat;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void featuresKeepApart() {
        ApplicationModules.of(ChatApplication.class).verify();
    }
}
