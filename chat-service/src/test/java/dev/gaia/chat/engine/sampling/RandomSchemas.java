package dev.gaia.chat.engine.sampling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes schemas of everything that is supported, with recursion. */
final class RandomSchemas {

    private static final List<String> SIMPLE = List.of("string", "number", "integer", "boolean", "null");
    private static final List<String> NAMES = List.of("a", "ab", "a\"b", "é", "x/y", "漢\n", "");
    private static final List<Object> VALUES = new ArrayList<>(List.of(
            "a",
            "ab",
            "abc",
            "",
            "\"",
            "\u0004",
            "😀",
            1,
            12,
            -1,
            1.5,
            10000000000L,
            true,
            List.of(1, "b"),
            Map.of("k", 1)));

    private final Random random;
    private int definitions;

    RandomSchemas(long seed) {
        random = new Random(seed);
    }

    Map<String, Object> next() {
        definitions = 1 + random.nextInt(3);
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < definitions; i++) {
            all.put("d" + i, object(2));
        }
        Map<String, Object> root = random.nextInt(4) == 0 ? value(3) : object(3);
        root.put("$defs", all);
        return root;
    }

    private Map<String, Object> value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 3)) {
            case 0 -> typed(SIMPLE.get(random.nextInt(SIMPLE.size())));
            case 1 -> typed(List.of("string", "null"));
            case 2 -> values();
            case 3 -> new LinkedHashMap<>(Map.of("const", VALUES.get(random.nextInt(VALUES.size()))));
            case 4, 5 -> object(depth - 1);
            case 6 -> array(depth - 1);
            case 7 ->
                new LinkedHashMap<>(
                        Map.of("anyOf", List.of(value(depth - 1), value(depth - 1), object(depth - 1), typed("null"))));
            default ->
                new LinkedHashMap<>(Map.of(
                        "anyOf", List.of(Map.of("$ref", "#/$defs/d" + random.nextInt(definitions)), typed("null"))));
        };
    }

    private Map<String, Object> values() {
        List<Object> some = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            some.add(VALUES.get(random.nextInt(VALUES.size())));
        }
        return new LinkedHashMap<>(Map.of("enum", some));
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                properties.put(name, value(depth));
                if (random.nextInt(3) > 0) {
                    required.add(name);
                }
            }
        }
        Map<String, Object> schema = typed("object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }

    private Map<String, Object> array(int depth) {
        Map<String, Object> schema = typed("array");
        schema.put("items", value(depth));
        int least = random.nextInt(3);
        if (random.nextBoolean()) {
            schema.put("minItems", least);
        }
        if (random.nextBoolean()) {
            schema.put("maxItems", least + random.nextInt(3));
        }
        return schema;
    }

    private static Map<String, Object> typed(Object type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        return schema;
    }
}
