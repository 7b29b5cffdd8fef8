package dev.gaia.chat.engine.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.gaia.chat.engine.ChatMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a conversation as the text that the model was trained on. Templates come with model files from strangers, so they
 * are rendered with a short list of tags, filters and functions, without access to Java, files or nested interpretation, and
 * bounded in time, memory and output ({@link TemplateLimits}).
 */
public final class ChatTemplate {

    private static final Duration MAX_TIME = Duration.ofMillis(500);
    private static final long FREE_STEPS = 500;
    private static final long FREE_STEPS_OF_MESSAGE = 50;
    private static final long MAX_OUTPUT = 4L << 20;
    private static final int MAX_TEMPLATE = 128 * 1024;

    private static final int MAX_OPEN_BLOCKS = 64;
    private static final Pattern BLOCK = Pattern.compile("\\{%[-+]?\\s*(end)?(?:if|for|macro)\\b");

    private static final Set<String> TAGS = Set.of(
            "for",
            "endfor",
            "if",
            "elif",
            "else",
            "endif",
            "set",
            "endset",
            "macro",
            "endmacro",
            "break",
            "continue",
            "raw",
            "endraw");
    private static final Set<String> FILTERS = Set.of(
            "abs",
            "capitalize",
            "count",
            "d",
            "default",
            "first",
            "float",
            "int",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "round",
            "safe",
            "select",
            "selectattr",
            "string",
            "title",
            "tojson",
            "trim",
            "unique",
            "upper",
            "join");
    private static final Set<String> FUNCTIONS = Set.of("namespace", "range", "raise_exception");

    private final Jinjava jinjava;
    private final String template;
    private final Map<String, String> specialTokens;

    /**
     * @param specialTokens variables such as {@code bos_token} that templates use
     * @throws IllegalArgumentException when the template is longer than any real one
     */
    public ChatTemplate(String template, Map<String, String> specialTokens) {
        if (template.length() > MAX_TEMPLATE) {
            throw new IllegalArgumentException(
                    "The model's chat template is longer than " + MAX_TEMPLATE + " characters");
        }
        refuseDeepNesting(template);
        this.template = template.replace("[::-1]", "|reverse"); // jinjava's grammar has no steps
        this.specialTokens = Map.copyOf(specialTokens);
        this.jinjava = new Jinjava(configuration(new Jinjava().getGlobalContext()));
        jinjava.registerFilter(new BoundedReplaceFilter());
        jinjava.registerFunction(
                new ELFunctionDefinition("", "raise_exception", TemplateMembers.class, "raiseException", Object.class));
    }

    private static void refuseDeepNesting(String template) {
        int open = 0;
        Matcher tag = BLOCK.matcher(template);
        while (tag.find()) {
            open += tag.group(1) == null ? 1 : -1;
            if (open > MAX_OPEN_BLOCKS) {
                throw new IllegalArgumentException("The model's chat template is nested too deep");
            }
        }
    }

    private static Set<String> allBut(Set<String> allowed, Collection<? extends Importable> all) {
        return all.stream()
                .map(Importable::getName)
                .filter(name -> !allowed.contains(name.replaceFirst("^:", "")))
                .collect(Collectors.toUnmodifiableSet());
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
        long given = messages.stream()
                .mapToLong(message -> message.content().length())
                .sum();
        Map<String, Object> variables = new HashMap<>(specialTokens);
        variables.put(
                "messages",
                messages.stream()
                        .map(message -> Map.of("role", message.role().wireName(), "content", message.content()))
                        .toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        TemplateLimits limits = new TemplateLimits(
                MAX_TIME, FREE_STEPS + FREE_STEPS_OF_MESSAGE * messages.size(), 4 * given + MAX_OUTPUT / 16);
        try {
            RenderResult result = ScopedValue.where(TemplateLimits.CURRENT, limits)
                    .call(() -> jinjava.renderForResult(template, variables));
            if (result.hasErrors()) {
                throw new IllegalArgumentException("The model's chat template failed: "
                        + reason(result.getErrors().getFirst()));
            }
            return result.getOutput();
        } catch (StackOverflowError nested) {
            throw new IllegalArgumentException("The model's chat template is nested too deep");
        }
    }

    private static String reason(TemplateError error) {
        Throwable cause = error.getException();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause == null ? error.getMessage() : cause.getMessage());
    }

    /** @param all everything that Jinjava brings */
    private static JinjavaConfig configuration(Context all) {
        return JinjavaConfig.newBuilder()
                .withDisabled(Map.of(
                        Library.TAG, allBut(TAGS, all.getAllTags()),
                        Library.FILTER, allBut(FILTERS, all.getAllFilters()),
                        Library.FUNCTION, allBut(FUNCTIONS, all.getAllFunctions())))
                .withElResolver(new TemplateMembers())
                .withInterperterFactory(new TemplateInterpreter.Factory())
                .withNodePreProcessor((_, _) -> TemplateLimits.CURRENT.get().checkStep())
                .withNestedInterpretationEnabled(false)
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxStringLength(MAX_OUTPUT)
                .withMaxRenderDepth(16)
                .withMaxMacroRecursionDepth(16)
                .withMaxListSize(20_000)
                .withMaxMapSize(1_000)
                .withFailOnUnknownTokens(false)
                .build();
    }
}
