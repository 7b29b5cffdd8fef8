package dev.gaia.asset.generation;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.springframework.stereotype.Component;

/** Tileable textures computed from the description and the seed alone. */
@Component
final class ProceduralEngine implements AssetEngine {

    private static final Set<String> CATEGORIES = Set.of("texture", "environment", "image");

    @Override
    public String name() {
        return "procedural-2";
    }

    @Override
    public Set<String> categories() {
        return CATEGORIES;
    }

    @Override
    public GeneratedAsset make(TextureWish wish, BooleanSupplier cancelled) {
        TextureDescription description = TextureDescription.of(wish.description());
        PeriodicNoise noise = new PeriodicNoise(wish.seed());
        Colour base = description.base();
        int size = wish.size();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[size];
        for (int y = 0; y < size; y++) {
            if (cancelled.getAsBoolean()) {
                throw new GenerationCancelledException();
            }
            for (int x = 0; x < size; x++) {
                row[x] = description
                        .material()
                        .at((x + 0.5) / size, (y + 0.5) / size, noise, base, description.scale())
                        .rgb();
            }
            image.getRaster().setDataElements(0, y, size, 1, row);
        }
        return new GeneratedAsset(
                png(image), "image/png", "png", description.material().name().toLowerCase(Locale.ROOT));
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory: ImageIO's own stream goes through a temporary file, which a read-only container does not have.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalStateException("This JDK writes no PNG");
            }
            stream.flush();
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
