package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.Family.Trait.ATTENTION_BIAS;
import static dev.gaia.chat.engine.model.Family.Trait.HEAD_NORMS;
import static dev.gaia.chat.engine.model.Family.Trait.NEIGHBOURS_TURN_IN_GGUF;
import static dev.gaia.chat.engine.model.Family.Trait.SLIDING_WINDOW;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What sets a family of models apart from the plain Llama architecture. A family whose traits are all known here is added
 * by one line in {@link #ALL}.
 *
 * @param name as GGUF's {@code general.architecture} and Hugging Face's {@code model_type} write it
 */
record Family(String name, Set<Trait> traits) {

    /** Something that the forward pass or the reading of a file does differently. */
    enum Trait {
        /** GGUF files store the rows of queries and keys so that neighbours are rotated together, not halves. */
        NEIGHBOURS_TURN_IN_GGUF,
        /** A bias is added to queries, keys and values. */
        ATTENTION_BIAS,
        /** Each head of the queries and keys is normalised before it is rotated. */
        HEAD_NORMS,
        /** A token may look back only so far. */
        SLIDING_WINDOW
    }

    /** GGUF writes Mistral models as {@code llama}, so that name may bring a window, too. */
    static final List<Family> ALL = List.of(
            new Family("llama", Set.of(NEIGHBOURS_TURN_IN_GGUF, SLIDING_WINDOW)),
            new Family("mistral", Set.of(NEIGHBOURS_TURN_IN_GGUF, SLIDING_WINDOW)),
            new Family("qwen2", Set.of(ATTENTION_BIAS)),
            new Family("qwen3", Set.of(HEAD_NORMS)));

    static Optional<Family> named(String name) {
        return ALL.stream().filter(family -> family.name().equals(name)).findFirst();
    }

    static String names() {
        return ALL.stream().map(Family::name).collect(Collectors.joining(", "));
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
