package dev.gaia.chat.engine.runtime;

import java.io.IOException;

/** A model that can be loaded. */
interface ModelSource {

    /** The name that requests use. */
    String id();

    /**
     * About how much memory it takes when it is loaded.
     *
     * @throws dev.gaia.chat.engine.model.ModelFileException when the file is refused
     */
    long bytes() throws IOException;

    /** @throws dev.gaia.chat.engine.model.ModelFileException when the file is refused */
    ServedModel load() throws IOException;
}
