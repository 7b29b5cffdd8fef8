package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.MISSING_TENSOR;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.UNSAFE_FORMAT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A model on disk, mapped into memory. Everything was checked when it was opened, so that reading a tensor cannot leave the
 * file. Tensors have the names that GGUF gives them.
 */
public abstract sealed class ModelFile implements AutoCloseable permits GgufFile, ModelFolder {

    private static final List<String> PICKLES = List.of(".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle");

    /**
     * Maps and checks a GGUF file, or a folder as Hugging Face's transformers writes it.
     *
     * @throws ModelFileException when it is not sound
     * @throws IOException when it cannot be read at all
     */
    public static ModelFile open(Path path) throws IOException {
        refusePickle(path);
        return Files.isDirectory(path) ? ModelFolder.read(path) : GgufFile.open(path);
    }

    static boolean isPickle(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return PICKLES.stream().anyMatch(name::endsWith);
    }

    private static void refusePickle(Path path) {
        if (isPickle(path) && !Files.isDirectory(path)) {
            throw new ModelFileException(
                    UNSAFE_FORMAT,
                    path.getFileName() + " is a pickle, which runs code of its maker's choice when it is read."
                            + " Take the model as GGUF or safetensors.");
        }
    }

    /**
     * Reads all that there is, as loading the model does.
     *
     * @throws ModelFileException when the file describes no model that can be served
     */
    public void readAll() {
        config();
        tensorNames().forEach(name -> Dequantizer.floats(tensor(name)));
    }

    /** @throws ModelFileException when the file describes no model that can be served */
    abstract LlamaConfig config();

    abstract Optional<TensorInfo> findTensor(String name);

    abstract Set<String> tensorNames();

    /** Whether the rows of queries and keys are stored so that neighbours are rotated together. */
    abstract boolean turnsNeighbours();

    TensorInfo tensor(String name) {
        return findTensor(name)
                .orElseThrow(() -> new ModelFileException(MISSING_TENSOR, "The file has no tensor " + name));
    }

    @Override
    public abstract void close();
}
