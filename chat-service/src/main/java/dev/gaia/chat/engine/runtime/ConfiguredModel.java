package dev.gaia.chat.engine.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model that the configuration names: a GGUF file, or a folder as transformers writes it. */
record ConfiguredModel(String id, Path path, EngineProperties properties, MeterRegistry registry)
        implements ModelSource {

    private static final Logger log = LoggerFactory.getLogger(ConfiguredModel.class);

    /**
     * The default one first.
     *
     * @throws InvalidModelListException when there is none, one does not exist, or two would have the same name
     */
    static List<ModelSource> all(EngineProperties properties, ModelPoolProperties pool, MeterRegistry registry) {
        Set<Path> paths = new LinkedHashSet<>();
        if (properties.modelPath() != null) {
            paths.add(properties.modelPath());
        }
        paths.addAll(pool.models());
        if (paths.isEmpty()) {
            throw new InvalidModelListException("No model is named");
        }
        List<ModelSource> sources = new ArrayList<>();
        Set<String> ids = new LinkedHashSet<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new InvalidModelListException("There is no model at " + path);
            }
            String id = sources.isEmpty() && !properties.modelId().isEmpty() ? properties.modelId() : idOf(path);
            if (!ids.add(id)) {
                throw new InvalidModelListException("Two models would have the name " + id);
            }
            sources.add(new ConfiguredModel(id, path, properties, registry));
        }
        return sources;
    }

    private static String idOf(Path path) {
        return String.valueOf(path.getFileName()).replaceFirst("\\.gguf$", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public long bytes() throws IOException {
        return LoadedModel.bytes(path, properties);
    }

    @Override
    public ServedModel load() throws IOException {
        long start = System.nanoTime();
        BatchingLlmEngine engine = BatchingLlmEngine.start(id, path, properties, new EngineMetrics(registry, id));
        log.info(
                "Serving {} in {} ({}): {} sequences of {} tokens, ready after {} ms",
                id,
                engine.model().precision(),
                properties.precision() == null ? engine.precision().advantage() : "as configured",
                properties.maxRunning(),
                engine.model().contextTokens(),
                (System.nanoTime() - start) / 1_000_000);
        return engine;
    }
}
