package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.UnsupportedSchemaException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the constraints of one model's answers. Any thread may compile a form; only the engine's thread asks for masks. */
public final class Constraints {

    private static final int KEPT_SCHEMAS = 32;

    private final List<byte[]> bytes;
    private final Set<Integer> endTokens;
    private final boolean[] writable;
    private final JsonRules json;
    private final TokenSets sets;
    private final Map<Map<String, ?>, State> schemas = new LinkedHashMap<>(KEPT_SCHEMAS, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, ?>, State> eldest) {
            return size() > KEPT_SCHEMAS;
        }
    };

    /**
     * @param bytes what each token adds to a text, by its id; nothing where it is no text, as control tokens are not
     * @param endTokens the tokens by which the model ends its turn
     */
    public Constraints(List<byte[]> bytes, Set<Integer> endTokens) {
        TokenTrie trie = new TokenTrie(bytes);
        this.bytes = List.copyOf(bytes);
        this.endTokens = Set.copyOf(endTokens);
        this.writable = trie.singleBytes();
        this.json = new JsonRules(writable);
        this.sets = new TokenSets(trie);
        prepare("{\"a\": [0.5, true, \"b\"]}");
    }

    /** Finds the tokens of the commonest places, so that no answer has to wait for that. */
    private void prepare(String text) {
        Threads threads = Threads.at(json.anyObject(), null, TokenSets.MOST_CALLS);
        long[] allowed = new long[sets.words()];
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            sets.collect(threads, allowed);
            threads = sets.after(threads, new byte[] {value});
        }
    }

    /**
     * What holds an answer to this form; nothing where any text will do.
     *
     * @throws UnsupportedSchemaException when answers cannot be held to the schema
     */
    public Optional<Constraint> of(AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.Text() -> Optional.empty();
            case AnswerFormat.JsonObject() -> Optional.of(constraint(json.anyObject()));
            case AnswerFormat.JsonSchema(Map<String, ?> schema) -> Optional.of(constraint(start(schema)));
        };
    }

    private State start(Map<String, ?> schema) {
        SchemaLimits.check(schema);
        synchronized (schemas) {
            return schemas.computeIfAbsent(schema, _ -> new SchemaCompiler(schema, json, writable).compile());
        }
    }

    private Constraint constraint(State start) {
        return new Constraint(start, sets, bytes, endTokens);
    }
}
