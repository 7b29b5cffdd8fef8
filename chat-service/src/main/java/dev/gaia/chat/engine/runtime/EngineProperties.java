package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.Device;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.Precision;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What an engine serves and its limits.
 *
 * @param enabled {@code false} leaves this instance to remote providers
 * @param modelPath the default model, a GGUF file or a folder as transformers writes it; the first of
 *     {@link ModelPoolProperties#models()} when not given
 * @param modelId the name that requests use for it; derived from the file's name when empty
 * @param precision the best one for the processor when {@code null}, which is written {@code auto}
 * @param device {@code cpu} or {@code cuda}; where {@code null}, which is written {@code auto}, a GPU that can be used
 * @param maxRunning sequences that are read or answered at once
 * @param maxQueued requests that wait beside them; the next one is refused
 * @param maxWait how long a request may wait before work on it begins; one that would wait longer is refused
 * @param contextTokens the longest sequence, prompt and answer together
 * @param kvCache memory for keys and values of all sequences, and of past prompts that others may begin with
 * @param stepTokens tokens of prompts that are read in one step when no answer waits for its next token
 * @param speculation whether tokens of answers may be guessed from what came before, where that is faster
 */
@Validated
@ConfigurationProperties("chat.engine")
record EngineProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Path modelPath,
        @DefaultValue("") String modelId,
        @Nullable Precision precision,
        @Nullable Device device,
        @DefaultValue("64") @Positive int maxRunning,
        @DefaultValue("64") @PositiveOrZero int maxQueued,

        @NotNull @DefaultValue("30s") @DurationMin(millis = 1)
        Duration maxWait,

        @DefaultValue("8192") @Min(64) int contextTokens,
        @DefaultValue("512MB") DataSize kvCache,
        @DefaultValue("256") @Positive int stepTokens,
        @DefaultValue("true") boolean speculation) {

    Precision effectivePrecision(ModelFile file) {
        return precision == null ? Precision.bestFor(file, effectiveDevice(), contextTokens) : precision;
    }

    Device effectiveDevice() {
        return device == null ? Device.best() : device;
    }
}
