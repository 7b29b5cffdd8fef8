package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.ModelFileException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at start what is wrong with the model file and what to do, instead of a stack trace. */
final class ModelFailureAnalyzer extends AbstractFailureAnalyzer<ModelFileException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ModelFileException cause) {
        return new FailureAnalysis(
                "The model file was refused (" + cause.flaw() + "): " + cause.getMessage(),
                "Fetch the file again and compare its checksum, or point GAIA_MODEL at another GGUF file or safetensors folder.",
                cause);
    }
}
