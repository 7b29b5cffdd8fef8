package dev.gaia.chat.engine.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import dev.gaia.chat.engine.ChatMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a conversation as the text that the model was trained on. Templates come with model files from strangers, so
 * they are rendered without access to Java, files or nested interpretation, and bounded in output and loops.
 */
public final class ChatTemplate {

    private static final long MAX_OUTPUT = 4L << 20;

    private final Jinjava jinjava;
    private final String template;
    private final Map<String, String> specialTokens;

    /** @param specialTokens variables such as {@code bos_token} that templates use */
    public ChatTemplate(String template, Map<String, String> specialTokens) {
        this.template = template;
        this.specialTokens = Map.copyOf(specialTokens);
        this.jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxRenderDepth(16)
                .withMaxMacroRecursionDepth(16)
                .withMaxListSize(100_000)
                .withMaxMapSize(10_000)
                .withFailOnUnknownTokens(false)
                .build());
    }

    /** The text up to where the assistant's answer begins. */
    public String render(List<ChatMessage> messages) {
        return render(messages, true);
    }

    /**
     * @param addGenerationPrompt whether the text ends where the assistant's answer begins
     * @throws IllegalArgumentException when the template refuses the conversation or fails
     */
    String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        Map<String, Object> variables = new HashMap<>(specialTokens);
        variables.put(
                "messages",
                messages.stream()
                        .map(message -> Map.of("role", message.role().wireName(), "content", message.content()))
                        .toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        RenderResult result = jinjava.renderForResult(template, variables);
        if (result.hasErrors()) {
            throw new IllegalArgumentException("The model's chat template failed: "
                    + result.getErrors().getFirst().getMessage());
        }
        return result.getOutput();
    }
}
