package dev.gaia.chat.engine;

import java.util.List;

/** Generates answers to chat requests with the models of this process, many at once. */
public interface LlmEngine {

    /** The models that can be asked for, the default one first. */
    List<ModelDescription> models();

    /**
     * Takes the request or says why it cannot be taken. Waits only while the model is loaded, so it belongs off the event
     * loop.
     *
     * @param model the id of one of {@link #models()}
     */
    Admission submit(String model, GenerationRequest request);
}
