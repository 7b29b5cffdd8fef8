package dev.gaia.asset.generation;

import java.util.Map;
import java.util.Optional;

/** A colour in linear steps from 0 to 1; names are those that people use in descriptions. */
record Colour(double red, double green, double blue) {

    private static final Map<String, Colour> NAMED = Map.ofEntries(
            Map.entry("red", of(0x9e3b2f)),
            Map.entry("orange", of(0xc9702c)),
            Map.entry("yellow", of(0xd0b04a)),
            Map.entry("green", of(0x4d7a3a)),
            Map.entry("blue", of(0x3a5f8f)),
            Map.entry("purple", of(0x6d4b86)),
            Map.entry("pink", of(0xc98a9a)),
            Map.entry("brown", of(0x6e4a2f)),
            Map.entry("black", of(0x2a2a2c)),
            Map.entry("white", of(0xe4e1da)),
            Map.entry("grey", of(0x85868a)),
            Map.entry("gray", of(0x85868a)),
            Map.entry("golden", of(0xc8a24b)),
            Map.entry("gold", of(0xc8a24b)),
            Map.entry("silver", of(0xb4b8bd)),
            Map.entry("copper", of(0xa9663f)),
            Map.entry("turquoise", of(0x3f9a94)),
            Map.entry("beige", of(0xcfc0a2)));

    static Colour of(int rgb) {
        return new Colour((rgb >> 16 & 0xFF) / 255.0, (rgb >> 8 & 0xFF) / 255.0, (rgb & 0xFF) / 255.0);
    }

    static Optional<Colour> named(String word) {
        return Optional.ofNullable(NAMED.get(word));
    }

    Colour mix(Colour other, double share) {
        return new Colour(
                PeriodicNoise.mix(red, other.red, share),
                PeriodicNoise.mix(green, other.green, share),
                PeriodicNoise.mix(blue, other.blue, share));
    }

    Colour brighter(double factor) {
        return new Colour(red * factor, green * factor, blue * factor);
    }

    int rgb() {
        return channel(red) << 16 | channel(green) << 8 | channel(blue);
    }

    private static int channel(double value) {
        return (int) StrictMath.rint(255 * Math.clamp(value, 0, 1));
    }
}
