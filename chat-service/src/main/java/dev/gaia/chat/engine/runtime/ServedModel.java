package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.ModelDescription;

/** A loaded model with its engine. */
interface ServedModel extends AutoCloseable {

    /** The same for its whole life. */
    ModelDescription model();

    /** Takes the request or says at once why it cannot be taken; never waits. Not to be called after {@link #close()}. */
    Admission submit(GenerationRequest request);

    /** Whether no admitted request is without its whole answer. */
    boolean isIdle();

    boolean isAlive();

    /** Gives all memory back; returns when that has happened. */
    @Override
    void close();
}
