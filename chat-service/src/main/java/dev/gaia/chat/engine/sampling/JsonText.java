package dev.gaia.chat.engine.sampling;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a fixed value as an answer has to write it. */
final class JsonText {

    private final Predicate<String> canWrite;

    /** @param canWrite whether the vocabulary has bytes for this character; others are written as escapes */
    JsonText(Predicate<String> canWrite) {
        this.canWrite = canWrite;
    }

    String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> quoted(text);
            case Double number -> new BigDecimal(number.toString()).toString();
            case Float number -> new BigDecimal(number.toString()).toString();
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case Map<?, ?> object ->
                object.entrySet().stream()
                        .map(member -> quoted(String.valueOf(member.getKey())) + ":" + of(member.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case Collection<?> array -> array.stream().map(this::of).collect(Collectors.joining(",", "[", "]"));
            default -> throw new IllegalArgumentException("No JSON value: " + value.getClass());
        };
    }

    private String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(character -> append(out, character));
        return out.append('"').toString();
    }

    private void append(StringBuilder out, int character) {
        String text = Character.toString(character);
        boolean half = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (character < ' ' || half || !canWrite.test(text)) {
                    text.chars().forEach(unit -> out.append("\\u%04x".formatted(unit)));
                } else {
                    out.append(text);
                }
            }
        }
    }
}
