package dev.gaia.chat.engine.sampling;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Tells, by JSON Schema's own definition, whether a text is JSON that a schema allows. */
final class SchemaValidator {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Map<String, ?> root;

    SchemaValidator(Map<String, ?> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> schema(String json) {
        return JSON.readValue(json, Map.class);
    }

    boolean allows(String text) {
        Object value;
        try {
            value = JSON.readValue(text, Object.class);
        } catch (JacksonException noJson) {
            return false;
        }
        return !text.isEmpty() && allows(root, value);
    }

    private boolean allows(@Nullable Object schema, @Nullable Object value) {
        if (!(schema instanceof Map<?, ?> rules)) {
            return Boolean.TRUE.equals(schema);
        }
        return rules.entrySet().stream()
                .allMatch(rule -> rule.getValue() == null
                        ? value == null
                        : holds((String) rule.getKey(), rule.getValue(), rules, value));
    }

    private boolean holds(String keyword, Object rule, Map<?, ?> rules, @Nullable Object value) {
        return switch (keyword) {
            case "$ref" -> allows(resolve((String) rule), value);
            case "anyOf" -> ((List<?>) rule).stream().anyMatch(branch -> allows(branch, value));
            case "type" ->
                (rule instanceof List<?> several ? several : List.of(rule))
                        .stream().anyMatch(type -> isOf((String) type, value));
            case "enum" -> ((List<?>) rule).contains(value);
            case "const" -> rule.equals(value);
            case "properties" ->
                !(value instanceof Map<?, ?> object)
                        || ((Map<?, ?>) rule)
                                .entrySet().stream()
                                        .allMatch(member -> !object.containsKey(member.getKey())
                                                || allows(member.getValue(), object.get(member.getKey())));
            case "required" ->
                !(value instanceof Map<?, ?> object) || object.keySet().containsAll((List<?>) rule);
            case "additionalProperties" ->
                !(value instanceof Map<?, ?> object)
                        || (rules.get("properties") instanceof Map<?, ?> named
                                && named.keySet().containsAll(object.keySet()));
            case "items" -> !(value instanceof List<?> items) || items.stream().allMatch(item -> allows(rule, item));
            case "minItems" -> !(value instanceof List<?> items) || items.size() >= ((Number) rule).intValue();
            case "maxItems" -> !(value instanceof List<?> items) || items.size() <= ((Number) rule).intValue();
            default -> {
                if (!Set.of("$defs", "title", "description").contains(keyword)) {
                    throw new IllegalArgumentException(keyword);
                }
                yield true;
            }
        };
    }

    private Object resolve(String pointer) {
        Object at = root;
        for (String step : pointer.substring(1).split("/")) {
            if (!step.isEmpty()) {
                at = Objects.requireNonNull(((Map<?, ?>) at).get(step));
            }
        }
        return at;
    }

    private static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "number" -> value instanceof Number;
            case "integer" -> value instanceof Number number && number.doubleValue() % 1 == 0;
            case "boolean" -> value instanceof Boolean;
            default -> value == null;
        };
    }
}
