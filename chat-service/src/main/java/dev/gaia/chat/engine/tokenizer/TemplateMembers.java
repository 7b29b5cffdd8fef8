package dev.gaia.chat.engine.tokenizer;

import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * What a template may reach of a value: elements of lists and maps, where a loop is, and Python's methods of strings and
 * dictionaries. There is no way to a Java class or method.
 */
final class TemplateMembers extends ELResolver {

    private static final Pattern INDEX = Pattern.compile("-?\\d{1,8}");

    private final JinjavaBeanELResolver filters = new JinjavaBeanELResolver();

    /** @throws IllegalStateException always: the template refuses the conversation */
    public static Object raiseException(Object message) {
        throw new IllegalStateException(String.valueOf(message));
    }

    @Override
    public @Nullable Object getValue(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return switch (base) {
            case Map<?, ?> map -> map.get(String.valueOf(property));
            case List<?> list -> element(list, property);
            case String text -> character(text, property);
            case ForLoop loop -> place(loop, String.valueOf(property));
            case null, default -> null;
        };
    }

    @Override
    public @Nullable Object invoke(
            ELContext context, Object base, Object method, Class<?> @Nullable [] types, Object @Nullable [] arguments) {
        if (base instanceof Filter || base instanceof ExpTest) {
            return filters.invoke(context, base, method, types, arguments);
        }
        context.setPropertyResolved(true);
        Object[] given = arguments == null ? new Object[0] : arguments;
        return switch (base) {
            case String text -> ofString(text, String.valueOf(method), given);
            case Map<?, ?> map -> ofDictionary(map, String.valueOf(method), given);
            case null, default -> throw refused(method);
        };
    }

    private static @Nullable Object element(List<?> list, Object property) {
        int index = index(property, list.size());
        return index < 0 ? null : list.get(index);
    }

    private static @Nullable Object character(String text, Object property) {
        int index = index(property, text.length());
        return index < 0 ? null : text.substring(index, index + 1);
    }

    /** Jinjava gives indices as text; -1 for what is none. */
    private static int index(Object property, int length) {
        String text = String.valueOf(property);
        if (!INDEX.matcher(text).matches()) {
            return -1;
        }
        int stated = Integer.parseInt(text);
        int index = stated < 0 ? length + stated : stated;
        return index < length ? index : -1;
    }

    private static @Nullable Object place(ForLoop loop, String property) {
        return switch (property) {
            case "index" -> loop.getIndex();
            case "index0" -> loop.getIndex0();
            case "revindex" -> loop.getRevindex();
            case "revindex0" -> loop.getRevindex0();
            case "first" -> loop.isFirst();
            case "last" -> loop.isLast();
            case "length" -> loop.getLength();
            default -> null;
        };
    }

    private static Object ofString(String text, String method, Object[] arguments) {
        String first = arguments.length > 0 ? String.valueOf(arguments[0]) : " \t\n\r\f\u000B";
        return switch (method) {
            case "strip", "trim" -> stripEnd(stripStart(text, first), first);
            case "lstrip" -> stripStart(text, first);
            case "rstrip" -> stripEnd(text, first);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "startswith" -> arguments.length > 0 && text.startsWith(first);
            case "endswith" -> arguments.length > 0 && text.endsWith(first);
            case "split" -> split(text, arguments);
            default -> throw refused(method);
        };
    }

    private static Object ofDictionary(Map<?, ?> map, String method, Object[] arguments) {
        return switch (method) {
            case "items" ->
                map.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), entry.getValue()))
                        .toList();
            case "keys" -> List.copyOf(map.keySet());
            case "values" -> List.copyOf(map.values());
            case "get" -> {
                Object found = arguments.length > 0 ? map.get(String.valueOf(arguments[0])) : null;
                Object otherwise = arguments.length > 1 ? arguments[1] : "";
                yield found == null ? otherwise : found;
            }
            default -> throw refused(method);
        };
    }

    private static String stripStart(String text, String characters) {
        int start = 0;
        while (start < text.length() && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return text.substring(start);
    }

    private static String stripEnd(String text, String characters) {
        int end = text.length();
        while (end > 0 && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Without a separator at whitespace, as Python has it. */
    private static List<String> split(String text, Object[] arguments) {
        if (arguments.length == 0) {
            String stripped = text.strip();
            return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+", -1));
        }
        String separator = String.valueOf(arguments[0]);
        if (separator.isEmpty()) {
            throw new IllegalStateException("it splits at nothing");
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** No IllegalArgumentException: Jinjava would take that for a missing value. */
    private static IllegalStateException refused(Object method) {
        return new IllegalStateException("it calls " + method + ", which templates may not");
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw refused("a setter");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return Object.class;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }
}
