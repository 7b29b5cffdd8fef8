package dev.gaia.auth;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void featuresUseOnlyEachOthersPublicTypesAndFormNoCycle() {
        ApplicationModules.of(AuthApplication.class).verify();
    }
}
