package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.UnsupportedSchemaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns a JSON Schema into a grammar of the texts that it allows. What cannot be held to is refused by name, never passed
 * over; objects have the properties that they name and no others, in that order.
 */
final class SchemaCompiler {

    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "$schema",
            "$id",
            "$defs",
            "definitions");
    private static final Set<String> OF_TYPES = Set.of(
            "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "enum", "const");

    private static final int DEEPEST = 32;
    private static final int MOST_PROPERTIES = 5_000;
    private static final int MOST_OPTIONAL = 200;
    private static final int MOST_ENUM_VALUES = 1_000;
    private static final int MOST_COUNTED_ITEMS = 1_000;

    private final Map<String, ?> root;
    private final JsonRules json;
    private final GrammarBuilder grammar;
    private final JsonText text;

    private final Map<String, State> rules = new HashMap<>();

    /** For each rule those that it calls before it has read a byte: round a circle of these no text is ever begun. */
    private final Map<String, Set<String>> heads = new LinkedHashMap<>();

    private int properties;
    private int enumValues;

    SchemaCompiler(Map<String, ?> root, JsonRules json, boolean[] writable) {
        this.root = root;
        this.json = json;
        this.grammar = new GrammarBuilder(writable);
        this.text = new JsonText(grammar::canWrite);
    }

    /** Where a text that the schema allows begins. */
    State compile() {
        State start = rule("#", new Place("#", "#", true, 0), root);
        refuseCircles();
        grammar.computeHeights();
        if (!grammar.isUnderstoodInFewWays()) {
            throw new UnsupportedSchemaException("The schema leaves too many choices open at once");
        }
        if (start.height() > TokenSets.MOST_CALLS) {
            throw new UnsupportedSchemaException("No text of bounded depth satisfies the schema at #");
        }
        return start;
    }

    /**
     * Where in the schema, for errors and for what is called without a byte before it.
     *
     * @param rule the rule that is being made
     * @param head whether nothing of the rule has been read yet
     */
    private record Place(String pointer, String rule, boolean head, int depth) {

        Place at(String step) {
            return new Place(pointer + "/" + step, rule, head, depth + 1);
        }

        Place inside(String step) {
            return new Place(pointer + "/" + step, rule, false, depth + 1);
        }

        Place ownRule() {
            return new Place(pointer, pointer, true, depth);
        }

        UnsupportedSchemaException refuse(String why) {
            return new UnsupportedSchemaException(why + " at " + pointer);
        }
    }

    private State rule(String name, Place place, @Nullable Object schema) {
        State known = rules.get(name);
        if (known != null) {
            return known;
        }
        State start = grammar.state();
        rules.put(name, start);
        value(schema, place, start, grammar.end());
        return start;
    }

    private void value(@Nullable Object schema, Place place, State from, State to) {
        if (place.depth() > DEEPEST) {
            throw place.refuse("Nested deeper than " + DEEPEST + " levels");
        }
        if (Boolean.TRUE.equals(schema)) {
            from.call(json.anyValue(), to);
        } else if (schema instanceof Map<?, ?> map) {
            members(map, place, from, to);
        } else {
            throw place.refuse("Not a schema: "
                    + (schema == null ? "null" : schema.getClass().getSimpleName()));
        }
    }

    private void members(Map<?, ?> schema, Place place, State from, State to) {
        if (schema.containsKey("$ref")) {
            refuseOthers(schema, place, Set.of("$ref"));
            reference(schema.get("$ref"), place, from, to);
        } else if (schema.containsKey("anyOf")) {
            refuseOthers(schema, place, Set.of("anyOf"));
            List<?> branches = list(schema, "anyOf", place);
            if (branches.isEmpty()) {
                throw place.refuse("anyOf is empty");
            }
            for (int i = 0; i < branches.size(); i++) {
                if (branches.indexOf(branches.get(i)) == i) {
                    value(branches.get(i), place.at("anyOf/" + i), from, to);
                }
            }
        } else {
            refuseOthers(schema, place, OF_TYPES);
            typed(schema, place, from, to);
        }
    }

    private static void refuseOthers(Map<?, ?> schema, Place place, Set<String> known) {
        for (Object key : schema.keySet()) {
            String keyword = String.valueOf(key);
            if (!known.contains(keyword) && !ANNOTATIONS.contains(keyword)) {
                boolean beside = OF_TYPES.contains(keyword) || keyword.equals("anyOf");
                throw place.refuse("The keyword " + keyword + " is not supported"
                        + (beside ? " beside " + String.join(", ", new TreeSet<>(known)) : ""));
            }
        }
    }

    private void reference(@Nullable Object reference, Place place, State from, State to) {
        if (!(reference instanceof String pointer) || !pointer.startsWith("#")) {
            throw place.refuse("Only a $ref into the schema itself is supported, not " + reference);
        }
        if (place.head()) {
            heads.computeIfAbsent(place.rule(), _ -> new LinkedHashSet<>()).add(pointer);
        }
        Place target = new Place(pointer, pointer, true, place.depth() + 1);
        from.call(rule(pointer, target, resolve(pointer, place)), to);
    }

    private @Nullable Object resolve(String pointer, Place place) {
        Object at = root;
        for (String step : pointer.substring(1).split("/", -1)) {
            if (step.isEmpty() && at == root) {
                continue;
            }
            String key = step.replace("~1", "/").replace("~0", "~");
            Object next = null;
            if (at instanceof Map<?, ?> map) {
                next = map.get(key);
            } else if (at instanceof List<?> items && key.matches("\\d{1,6}")) {
                int index = Integer.parseInt(key);
                next = index < items.size() ? items.get(index) : null;
            }
            if (next == null) {
                throw place.refuse("The $ref " + pointer + " leads nowhere");
            }
            at = next;
        }
        return at;
    }

    private void refuseCircles() {
        Set<String> sound = new HashSet<>();
        for (String rule : heads.keySet()) {
            follow(rule, new LinkedHashSet<>(), sound);
        }
    }

    private void follow(String rule, Set<String> path, Set<String> sound) {
        if (sound.contains(rule)) {
            return;
        }
        if (!path.add(rule)) {
            throw new UnsupportedSchemaException("The $ref " + rule + " refers to itself with nothing between");
        }
        heads.getOrDefault(rule, Set.of()).forEach(next -> follow(next, path, sound));
        path.remove(rule);
        sound.add(rule);
    }

    private void typed(Map<?, ?> schema, Place place, State from, State to) {
        List<String> types = types(schema, place);
        refuseMisplaced(schema, place, types);
        if (schema.containsKey("const") || schema.containsKey("enum")) {
            fixed(schema, place, types, from, to);
            return;
        }
        if (types.isEmpty()) {
            from.call(json.anyValue(), to);
        }
        for (String type : types) {
            switch (type) {
                case "object" -> object(schema, place, from, to);
                case "array" -> array(schema, place, from, to);
                case "string" -> from.call(json.text(), to);
                case "number" -> from.call(json.decimal(), to);
                case "integer" -> from.call(json.whole(), to);
                case "boolean" -> grammar.literals(from, List.of("true", "false"), to);
                default -> grammar.literal(from, "null", to);
            }
        }
    }

    private static List<String> types(Map<?, ?> schema, Place place) {
        Object named = schema.get("type");
        List<String> types = new ArrayList<>();
        if (named == null) {
            if (schema.containsKey("properties")) {
                types.add("object");
            } else if (schema.containsKey("items")) {
                types.add("array");
            }
            return types;
        }
        for (Object type : new LinkedHashSet<>(named instanceof List<?> several ? several : List.of(named))) {
            if (!(type instanceof String name) || !TYPES.contains(name)) {
                throw place.refuse("The type " + type + " is not known");
            }
            types.add(name);
        }
        if (types.isEmpty()) {
            throw place.refuse("type is empty");
        }
        return types;
    }

    /** A keyword that would say nothing is likelier a mistake. */
    private static void refuseMisplaced(Map<?, ?> schema, Place place, List<String> types) {
        for (String keyword : List.of("properties", "required", "additionalProperties")) {
            if (schema.containsKey(keyword) && !types.contains("object")) {
                throw place.refuse("The keyword " + keyword + " is supported for the type object only");
            }
        }
        for (String keyword : List.of("items", "minItems", "maxItems")) {
            if (schema.containsKey(keyword) && !types.contains("array")) {
                throw place.refuse("The keyword " + keyword + " is supported for the type array only");
            }
        }
    }

    private void fixed(Map<?, ?> schema, Place place, List<String> types, State from, State to) {
        if (schema.containsKey("const") && schema.containsKey("enum")) {
            throw place.refuse("The keyword const is not supported beside enum");
        }
        for (String keyword : List.of("properties", "items", "minItems", "maxItems")) {
            if (schema.containsKey(keyword)) {
                throw place.refuse("The keyword " + keyword + " is not supported beside enum or const");
            }
        }
        List<Object> values = new ArrayList<>();
        if (schema.containsKey("const")) {
            values.add(schema.get("const"));
        } else {
            values.addAll(list(schema, "enum", place));
        }
        enumValues += values.size();
        if (enumValues > MOST_ENUM_VALUES) {
            throw place.refuse("More than " + MOST_ENUM_VALUES + " values of enums");
        }
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            if (types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value))) {
                texts.add(text.of(value));
            }
        }
        if (texts.isEmpty()) {
            throw place.refuse("No value of enum or const has the type " + types);
        }
        grammar.literals(from, texts, to);
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

    /** Each property's name is reached as the first one or after a comma; those not required can be passed by. */
    private void object(Map<?, ?> schema, Place place, State from, State to) {
        Object others = schema.get("additionalProperties");
        Object named = schema.get("properties");
        if (others != null && !Boolean.FALSE.equals(others)) {
            throw place.refuse("additionalProperties must be false");
        }
        if (named == null) {
            if (others == null && !schema.containsKey("required")) {
                from.call(json.anyObject(), to);
                return;
            }
            named = Map.of();
        }
        if (!(named instanceof Map<?, ?> members)) {
            throw place.refuse("properties is no object");
        }
        properties += members.size();
        if (properties > MOST_PROPERTIES) {
            throw place.refuse("More than " + MOST_PROPERTIES + " properties");
        }
        Set<?> required = new HashSet<>(schema.containsKey("required") ? list(schema, "required", place) : List.of());
        for (Object name : required) {
            if (!members.containsKey(name)) {
                throw place.refuse("The required property " + name + " is not among the properties");
            }
        }
        int optional = 0;
        State first = spaced(from, "{");
        State later = grammar.state();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            String name = String.valueOf(member.getKey());
            State start = grammar.state();
            first.silently(start);
            spaced(later, ",").silently(start);
            State colon = grammar.state();
            grammar.literal(start, text.of(name) + ":", colon);
            State content = grammar.state();
            colon.call(json.whitespace(), content);
            State after = grammar.state();
            value(
                    member.getValue(),
                    place.inside("properties/" + name.replace("~", "~0").replace("/", "~1")),
                    content,
                    after);
            State nextFirst = grammar.state();
            if (!required.contains(name)) {
                if (++optional > MOST_OPTIONAL) {
                    throw place.refuse("More than " + MOST_OPTIONAL + " properties that are not required");
                }
                first.silently(nextFirst);
                later.silently(after);
            }
            first = nextFirst;
            later = after;
        }
        State close = grammar.state();
        first.silently(close);
        later.call(json.whitespace(), close);
        grammar.literal(close, "}", to);
    }

    /** From here by this character and white space. */
    private State spaced(State from, String character) {
        State after = grammar.state();
        grammar.after(from, character).call(json.whitespace(), after);
        return after;
    }

    private void array(Map<?, ?> schema, Place place, State from, State to) {
        int least = count(schema, "minItems", 0, place);
        int most = count(schema, "maxItems", Integer.MAX_VALUE, place);
        if (most < least) {
            throw place.refuse("maxItems is less than minItems");
        }
        Place inside = place.inside("items").ownRule();
        State item =
                schema.containsKey("items") ? rule(inside.pointer(), inside, schema.get("items")) : json.anyValue();
        State first = spaced(from, "[");
        State close = grammar.state();
        grammar.literal(close, "]", to);
        if (least == 0) {
            first.silently(close);
        }
        State before = first;
        int counted = most == Integer.MAX_VALUE ? Math.max(least, 1) : most;
        for (int number = 1; number <= counted; number++) {
            State after = grammar.state();
            before.call(item, after);
            if (number >= least) {
                after.call(json.whitespace(), close);
            }
            if (number < counted) {
                before = spaced(after, ",");
            } else if (most == Integer.MAX_VALUE) {
                spaced(after, ",").call(item, after);
            }
        }
    }

    private static int count(Map<?, ?> schema, String keyword, int otherwise, Place place) {
        Object value = schema.get(keyword);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Number number)
                || number.doubleValue() % 1 != 0
                || number.doubleValue() < 0
                || number.doubleValue() > MOST_COUNTED_ITEMS) {
            throw place.refuse(keyword + " must be a whole number from 0 to " + MOST_COUNTED_ITEMS);
        }
        return number.intValue();
    }

    private static List<?> list(Map<?, ?> schema, String keyword, Place place) {
        if (schema.get(keyword) instanceof List<?> items) {
            return items;
        }
        throw place.refuse(keyword + " is no array");
    }
}
