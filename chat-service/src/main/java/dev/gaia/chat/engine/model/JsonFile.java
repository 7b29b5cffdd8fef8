package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.ABSURD_LENGTH;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_HEADER;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.MISSING_FILE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON files of a model's folder. */
final class JsonFile {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long MAX_BYTES = 64L << 20;

    private JsonFile() {}

    /** @throws ModelFileException when it is not there, too long or no JSON object */
    static JsonNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(MISSING_FILE, "There is no " + file.getFileName() + " in the folder");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new ModelFileException(ABSURD_LENGTH, file.getFileName() + " is longer than any real one");
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (root.isObject()) {
                return root;
            }
        } catch (JacksonException malformed) {
            throw new ModelFileException(
                    BAD_HEADER, file.getFileName() + " is no sound JSON: " + malformed.getOriginalMessage());
        }
        throw new ModelFileException(BAD_HEADER, file.getFileName() + " holds no JSON object");
    }
}
