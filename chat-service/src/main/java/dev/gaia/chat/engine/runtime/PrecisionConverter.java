package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.Precision;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;

/** Reads a precision by its name; {@code auto} is none in particular. */
final class PrecisionConverter implements Converter<String, @Nullable Precision> {

    @Override
    public @Nullable Precision convert(String name) {
        return name.equals("auto") ? null : Precision.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
