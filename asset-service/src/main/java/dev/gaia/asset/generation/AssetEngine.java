package dev.gaia.asset.generation;

import java.util.Set;
import java.util.function.BooleanSupplier;

/** Makes assets of one kind. */
public interface AssetEngine {

    /** With its version: what it makes of a wish may change only with its name. */
    String name();

    /** What it makes anything for. */
    Set<String> categories();

    /**
     * Makes the asset, on the thread that calls.
     *
     * @param cancelled asked now and then; once true, the work ends with {@link GenerationCancelledException}
     */
    GeneratedAsset make(TextureWish wish, BooleanSupplier cancelled);

    /**
     * @param material what the description was understood as
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once and never compared
    record GeneratedAsset(byte[] bytes, String contentType, String fileFormat, String material) {}

    /** The work was given up because nobody wants it any more. */
    final class GenerationCancelledException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
