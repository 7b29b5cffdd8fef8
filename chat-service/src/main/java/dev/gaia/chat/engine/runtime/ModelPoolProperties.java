package dev.gaia.chat.engine.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Which models there are beside {@link EngineProperties#modelPath()}, and what they may take.
 *
 * @param models GGUF files and folders
 * @param memory what all loaded models may take together; four fifths of what is available at start when not given
 * @param loadTimeout how long a request waits while its model is loaded
 */
@Validated
@ConfigurationProperties("chat.engine")
record ModelPoolProperties(
        @DefaultValue List<Path> models,
        @Nullable DataSize memory,
        @DefaultValue("20s") @DurationMin(millis = 1) Duration loadTimeout) {

    long budget() {
        return memory == null ? AvailableMemory.bytes() / 5 * 4 : memory.toBytes();
    }
}
