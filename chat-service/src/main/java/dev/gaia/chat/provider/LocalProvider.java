package dev.gaia.chat.provider;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.LlmEngine;
import dev.gaia.chat.engine.ModelDescription;
import java.util.List;

/** The models in this process. */
final class LocalProvider implements ChatProvider {

    private final LlmEngine engine;

    LocalProvider(LlmEngine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public List<ModelDescription> models() {
        return engine.models();
    }

    @Override
    public Admission submit(String model, GenerationRequest request) {
        return engine.submit(model, request);
    }
}
