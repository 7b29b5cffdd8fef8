package dev.gaia.chat.provider;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.ModelDescription;
import java.util.List;

/** Something that answers chat requests. */
public interface ChatProvider {

    /** As it stands in messages and metrics, for example {@code local}. */
    String name();

    List<ModelDescription> models();

    /** Takes the request or says at once why not. May tokenise the prompt, so it belongs off the event loop. */
    Admission submit(String model, GenerationRequest request);
}
