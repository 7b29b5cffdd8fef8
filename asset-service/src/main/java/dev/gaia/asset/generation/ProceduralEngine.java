package dev.gaia.asset.generation;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.springframework.stereotype.Component;

/** Tileable textures computed from the description and the seed alone. */
@Component
final class ProceduralEngine implements AssetEngine {

    private static final Set<String> CATEGORIES = Set.of("texture", "environment", "image");

    @Override
    public String name() {
        return "procedural-1";
    }

    @Override
    public boolean canMake(String category) {
        return CATEGORIES.contains(category);
    }

    @Override
    public GeneratedAsset make(TextureWish wish, BooleanSupplier cancelled) {
        TextureDescription description = TextureDescription.of(wish.description());
        PeriodicNoise noise = new PeriodicNoise(wish.seed());
        Colour base = description.base();
        int size = wish.size();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            if (cancelled.getAsBoolean()) {
                throw new GenerationCancelledException();
            }
            for (int x = 0; x < size; x++) {
                Colour colour =
                        description.material().at((x + 0.5) / size, (y + 0.5) / size, noise, base, description.scale());
                image.setRGB(x, y, colour.rgb());
            }
        }
        return new GeneratedAsset(
                png(image), "image/png", "png", description.material().name().toLowerCase(Locale.ROOT));
    }

    private static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IllegalStateException("This JDK writes no PNG");
            }
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
