package dev.gaia.gateway;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void featuresKeepApart() {
        ApplicationModules.of(GatewayApplication.class).verify();
    }
}
