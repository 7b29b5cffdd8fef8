package dev.gaia.chat.engine.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import org.jspecify.annotations.Nullable;

/** {@code text|replace(old, new)} that cannot multiply two long texts. */
final class BoundedReplaceFilter implements Filter {

    @Override
    public String getName() {
        return "replace";
    }

    @Override
    public @Nullable Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        if (value == null || arguments.length < 2 || arguments[0].isEmpty()) {
            return value;
        }
        String text = value.toString();
        long found = 0;
        for (int at = text.indexOf(arguments[0]);
                at >= 0;
                at = text.indexOf(arguments[0], at + arguments[0].length())) {
            found++;
        }
        long length = text.length() + found * (arguments[1].length() - arguments[0].length());
        if (length > interpreter.getConfig().getMaxStringLength()) {
            throw new IllegalStateException("a value of it grows without bound");
        }
        return text.replace(arguments[0], arguments[1]);
    }
}
