package dev.gaia.asset;

import dev.gaia.asset.generation.AssetEngine;
import dev.gaia.asset.generation.TextureWish;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Does what a test says while it makes an asset of the category {@code scripted}. */
public final class ScriptedEngine implements AssetEngine {

    private volatile Work work = _ -> {};

    /** What happens in the middle of the work. */
    @FunctionalInterface
    public interface Work {
        void run(BooleanSupplier cancelled);
    }

    public void meanwhile(Work next) {
        work = next;
    }

    @Override
    public String name() {
        return "scripted-1";
    }

    @Override
    public Set<String> categories() {
        return Set.of("scripted");
    }

    @Override
    public GeneratedAsset make(TextureWish wish, BooleanSupplier cancelled) {
        work.run(cancelled);
        return new GeneratedAsset(wish.description().getBytes(StandardCharsets.UTF_8), "image/png", "png", "scripted");
    }
}
