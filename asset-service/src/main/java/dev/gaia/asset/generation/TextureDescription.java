package dev.gaia.asset.generation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the procedural engine understands of a description in English. */
record TextureDescription(Material material, Optional<Colour> colour, int scale) {

    private static final Pattern NOT_WORDS = Pattern.compile("[^\\p{L}]+");
    private static final List<String> SMALL = List.of("small", "fine", "tiny", "dense");
    private static final List<String> TINY = List.of("tiny");

    static TextureDescription of(String description) {
        List<String> words = NOT_WORDS
                .splitAsStream(description.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
        Material material = words.stream()
                .flatMap(word -> Material.named(word).stream())
                .findFirst()
                .orElse(Material.PATTERN);
        Optional<Colour> colour =
                words.stream().flatMap(word -> Colour.named(word).stream()).findFirst();
        return new TextureDescription(material, colour, scale(words));
    }

    Colour base() {
        return colour.map(chosen -> chosen.mix(material.standardColour(), 0.15)).orElse(material.standardColour());
    }

    private static int scale(List<String> words) {
        if (words.stream().anyMatch(TINY::contains)) {
            return 4;
        }
        return words.stream().anyMatch(SMALL::contains) ? 2 : 1;
    }
}
