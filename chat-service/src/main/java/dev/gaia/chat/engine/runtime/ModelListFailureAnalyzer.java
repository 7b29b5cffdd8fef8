package dev.gaia.chat.engine.runtime;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at start how to name models, instead of a stack trace. */
final class ModelListFailureAnalyzer extends AbstractFailureAnalyzer<InvalidModelListException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InvalidModelListException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Set GAIA_MODEL to a GGUF file or a folder, and GAIA_MODELS to a list of further ones, separated by commas; or"
                        + " chat.engine.enabled=false to leave this instance to remote providers.",
                cause);
    }
}
