package dev.gaia.chat.engine.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A module in TorchScript's source language. */
record TorchScript(String className, String source) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");
    private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^ {2}(\\w+) : (.+)$");

    /**
     * @param template a resource beside this class
     * @param values what stands for each of its placeholders
     */
    static TorchScript of(String className, String template, Map<String, Object> values) throws IOException {
        String source = PLACEHOLDER.matcher(read(template)).replaceAll(match -> {
            Object value = Objects.requireNonNull(values.get(match.group(1)), match.group(1));
            return Matcher.quoteReplacement(value.toString());
        });
        return new TorchScript(className, source);
    }

    private static String read(String template) throws IOException {
        try (InputStream in = Objects.requireNonNull(TorchScript.class.getResourceAsStream(template))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** PyTorch reads modules from files only, so it is written into one that lives for this call. */
    Model load(Device device) throws IOException {
        Path folder = Files.createTempDirectory("gaia-model");
        Path archive = folder.resolve("module.pt");
        try {
            TorchScriptArchive.write(archive, className, source, attributes());
            Model model = Model.newInstance("module", device, "PyTorch");
            model.load(folder, "module");
            return model;
        } catch (MalformedModelException impossible) {
            throw new IllegalStateException("PyTorch does not take the module " + className, impossible);
        } finally {
            Files.deleteIfExists(archive);
            Files.delete(folder);
        }
    }

    /** The module's attributes and their types, in the order in which the source declares them. */
    private Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        ATTRIBUTE.matcher(source).results().forEach(match -> attributes.put(match.group(1), match.group(2)));
        return attributes;
    }
}
