package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.Device;
import dev.gaia.chat.engine.model.Precision;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Properties of which a test names only what it is about. */
final class Settings {

    private final Precision precision;
    private int maxRunning = 4;
    private int maxQueued = 8;
    private Duration maxWait = Duration.ofSeconds(30);
    private int contextTokens = 512;
    private DataSize kvCache = DataSize.ofMegabytes(64);
    private int stepTokens = 32;
    private boolean speculation = true;

    Settings(Precision precision) {
        this.precision = precision;
    }

    Settings places(int running, int queued) {
        maxRunning = running;
        maxQueued = queued;
        return this;
    }

    Settings maxWait(Duration value) {
        maxWait = value;
        return this;
    }

    Settings contextTokens(int value) {
        contextTokens = value;
        return this;
    }

    Settings kvCache(DataSize value) {
        kvCache = value;
        return this;
    }

    Settings stepTokens(int value) {
        stepTokens = value;
        return this;
    }

    Settings speculation(boolean value) {
        speculation = value;
        return this;
    }

    EngineProperties build() {
        return new EngineProperties(
                true,
                null,
                "",
                precision,
                Device.CPU,
                maxRunning,
                maxQueued,
                maxWait,
                contextTokens,
                kvCache,
                stepTokens,
                speculation);
    }
}
