package dev.gaia.chat.completion;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's parameters that would change the answer and that nothing here can do yet. They are refused: a client that asks
 * for JSON and is given prose without a word would break later and elsewhere.
 */
final class UnsupportedParameters {

    /** Each with the values that ask for nothing. */
    private static final Map<String, Set<String>> REFUSED = Map.ofEntries(
            entry("tools", Set.of("[]")),
            entry("tool_choice", Set.of("\"none\"", "\"auto\"")),
            entry("functions", Set.of("[]")),
            entry("function_call", Set.of("\"none\"", "\"auto\"")),
            entry("modalities", Set.of("[\"text\"]")),
            entry("audio", Set.of()),
            entry("web_search_options", Set.of()));

    private UnsupportedParameters() {}

    static void refuse(Map<String, @Nullable JsonNode> parameters) {
        parameters.forEach((name, value) -> {
            Set<String> harmless = REFUSED.get(name);
            if (harmless != null && value != null && !value.isNull() && !harmless.contains(value.toString())) {
                throw CompletionProblem.INVALID_PARAMETER.exception(name + " is not supported.");
            }
        });
    }
}
