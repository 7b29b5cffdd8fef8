package dev.gaia.chat.engine;

/** Generates answers to chat requests with one model, many at once. */
public interface LlmEngine {

    /** The model that is served; the same for the life of the engine. */
    ModelDescription model();

    /** Takes the request or says at once why it cannot be taken; never waits. */
    Admission submit(GenerationRequest request);
}
