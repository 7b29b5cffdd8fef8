package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.UnsupportedSchemaException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large a schema may be, whatever it says: the limits of OpenAI's structured outputs, near enough. */
final class SchemaLimits {

    private static final int MOST_CHARACTERS = 120_000;
    private static final int MOST_VALUES = 40_000;
    private static final int DEEPEST = 100;

    private int characters;
    private int values;

    private SchemaLimits() {}

    /** @throws UnsupportedSchemaException when it is larger */
    static void check(Map<String, ?> schema) {
        new SchemaLimits().measure(schema, 0);
    }

    private void measure(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new UnsupportedSchemaException("The schema is nested deeper than " + DEEPEST + " levels");
        }
        if (++values > MOST_VALUES) {
            throw new UnsupportedSchemaException("The schema has more than " + MOST_VALUES + " values");
        }
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((key, member) -> {
                    measure(key, depth + 1);
                    measure(member, depth + 1);
                });
            case Collection<?> items -> items.forEach(item -> measure(item, depth + 1));
            case String text -> {
                characters += text.length();
                if (characters > MOST_CHARACTERS) {
                    throw new UnsupportedSchemaException("The schema has more than " + MOST_CHARACTERS + " characters");
                }
            }
            case null, default -> {}
        }
    }
}
