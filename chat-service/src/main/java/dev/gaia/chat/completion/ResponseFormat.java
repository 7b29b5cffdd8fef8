package dev.gaia.chat.completion;

import dev.gaia.chat.engine.AnswerFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** OpenAI's {@code response_format}: {@code text}, {@code json_object}, or {@code json_schema} with a schema. */
final class ResponseFormat {

    private ResponseFormat() {}

    static AnswerFormat from(@Nullable JsonNode format) {
        if (format == null || format.isNull()) {
            return new AnswerFormat.Text();
        }
        return switch (format.path("type").asString("")) {
            case "text" -> new AnswerFormat.Text();
            case "json_object" -> new AnswerFormat.JsonObject();
            case "json_schema" -> schema(format.path("json_schema").path("schema"));
            default ->
                throw CompletionProblem.INVALID_PARAMETER.exception(
                        "response_format has one of the types text, json_object and json_schema.");
        };
    }

    private static AnswerFormat schema(JsonNode schema) {
        if (!schema.isObject()) {
            throw CompletionProblem.INVALID_PARAMETER.exception("response_format.json_schema.schema is an object.");
        }
        return new AnswerFormat.JsonSchema(members(schema));
    }

    private static Map<String, @Nullable Object> members(JsonNode object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        object.forEachEntry((name, value) -> members.put(name, plain(value)));
        return members;
    }

    private static @Nullable Object plain(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> members(value);
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                value.forEach(item -> items.add(plain(item)));
                yield items;
            }
            case STRING -> value.asString();
            case NUMBER -> value.numberValue();
            case BOOLEAN -> value.asBoolean();
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }
}
