package dev.gaia.chat.engine;

import java.util.Map;

/** Which texts an answer may become. Where the limit on tokens cuts an answer off, it may be the beginning of one only. */
public sealed interface AnswerFormat {

    /** Any text. */
    record Text() implements AnswerFormat {}

    /** A JSON object. */
    record JsonObject() implements AnswerFormat {}

    /**
     * JSON that a schema allows.
     *
     * @param schema as plain maps, lists, strings, numbers, booleans and nulls; properties are written in its order
     */
    record JsonSchema(Map<String, ?> schema) implements AnswerFormat {}
}
