package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.Device;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;

/** Reads a device by its name; {@code auto} is none in particular. */
final class DeviceConverter implements Converter<String, @Nullable Device> {

    @Override
    public @Nullable Device convert(String name) {
        return name.equals("auto") ? null : Device.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
