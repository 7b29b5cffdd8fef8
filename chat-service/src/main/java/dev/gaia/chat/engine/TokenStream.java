package dev.gaia.chat.engine;

import reactor.core.publisher.Flux;

/** An answer while it is made. */
public interface TokenStream {

    /** The length of the prompt in tokens. */
    int promptTokens();

    /**
     * The pieces of the answer in order, then one {@link GenerationEvent.Finished}; or an error when the engine failed.
     * To be subscribed once; nothing is lost that was made before. Cancelling the subscription ends the generation.
     */
    Flux<GenerationEvent> events();
}
