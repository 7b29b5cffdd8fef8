package dev.gaia.asset.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.asset.generation.AssetEngine.GenerationCancelledException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProceduralEngineTests {

    private final AssetEngine engine = new ProceduralEngine();

    @ParameterizedTest
    @EnumSource(Material.class)
    void pictureHasNoSeamWhereItMeetsItself(Material material) throws IOException {
        BufferedImage image = draw(material.name().toLowerCase(java.util.Locale.ROOT), 7);
        int last = image.getWidth() - 1;

        assertThat(difference(image, last, 0, true)).isLessThanOrEqualTo(1.5 * worstInside(image, true) + 2);
        assertThat(difference(image, last, 0, false)).isLessThanOrEqualTo(1.5 * worstInside(image, false) + 2);
    }

    @Test
    void equalWishesGiveEqualBytesAndOtherSeedsGiveOthers() {
        TextureWish wish = new TextureWish("old red brick wall", "realistic", 128, 5);

        assertThat(engine.make(wish, () -> false).bytes())
                .isEqualTo(engine.make(wish, () -> false).bytes());
        assertThat(engine.make(new TextureWish("old red brick wall", "realistic", 128, 6), () -> false)
                        .bytes())
                .isNotEqualTo(engine.make(wish, () -> false).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a Wooden floor", "weathered oak PLANKS!", "timber"})
    void materialIsFoundAmongOtherWords(String description) {
        assertThat(TextureDescription.of(description).material()).isEqualTo(Material.WOOD);
    }

    @Test
    void colourWordChangesTheColour() {
        assertThat(TextureDescription.of("blue bricks").base().blue())
                .isGreaterThan(TextureDescription.of("bricks").base().blue());
    }

    @Test
    void unknownDescriptionIsAPattern() {
        assertThat(TextureDescription.of("something else").material()).isEqualTo(Material.PATTERN);
    }

    @Test
    void cancelledWorkEndsAtOnce() {
        assertThatThrownBy(() -> engine.make(new TextureWish("stone", "", 2048, 1), () -> true))
                .isInstanceOf(GenerationCancelledException.class);
    }

    private BufferedImage draw(String description, long seed) throws IOException {
        return ImageIO.read(
                new ByteArrayInputStream(engine.make(new TextureWish(description, "", 128, seed), () -> false)
                        .bytes()));
    }

    /** The mean difference between two columns or rows, in steps of 1/255. */
    private static double difference(BufferedImage image, int a, int b, boolean columns) {
        double sum = 0;
        int size = image.getWidth();
        for (int i = 0; i < size; i++) {
            int first = columns ? image.getRGB(a, i) : image.getRGB(i, a);
            int second = columns ? image.getRGB(b, i) : image.getRGB(i, b);
            for (int shift = 0; shift <= 16; shift += 8) {
                sum += Math.abs((first >> shift & 0xFF) - (second >> shift & 0xFF));
            }
        }
        return sum / size / 3;
    }

    private static double worstInside(BufferedImage image, boolean columns) {
        double worst = 0;
        for (int i = 1; i < image.getWidth(); i++) {
            worst = Math.max(worst, difference(image, i - 1, i, columns));
        }
        return worst;
    }
}
