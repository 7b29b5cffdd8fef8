package dev.gaia.chat.engine;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer while it is made. */
public interface TokenStream {

    /**
     * Ends when the work on the answer begins. Fails with {@link WaitTooLongException} when it has not begun in time, and
     * with the reason when the engine has failed before.
     */
    Mono<Void> started();

    /**
     * The pieces of the answer in order, then one {@link GenerationEvent.Finished}; or an error when the engine failed.
     * To be subscribed once; nothing is lost that was made before. Cancelling the subscription ends the generation.
     */
    Flux<GenerationEvent> events();

    /** Ends the generation, whether it has begun or not; without effect when it has ended. */
    void cancel();
}
