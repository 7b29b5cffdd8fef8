package dev.gaia.chat.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Says what a test tells it to, or repeats the question. A word counts as a token against the context. */
public final class ScriptedLlmEngine implements LlmEngine, AutoCloseable {

    public static final int CONTEXT_TOKENS = 64;
    public static final ModelDescription MODEL = new ModelDescription("scripted", CONTEXT_TOKENS, "scripted");
    public static final int PROMPT_TOKENS = 7;

    private final Queue<Function<GenerationRequest, Admission>> script = new ConcurrentLinkedQueue<>();
    private final Collection<ScriptedAnswer> answers = new ConcurrentLinkedQueue<>();

    @Override
    public List<ModelDescription> models() {
        return List.of(MODEL);
    }

    @Override
    public Admission submit(String model, GenerationRequest request) {
        int words = request.messages().stream()
                .mapToInt(message -> message.content().split("\\s+").length)
                .sum();
        if (words >= CONTEXT_TOKENS) {
            return new Admission.PromptTooLong(words, CONTEXT_TOKENS - 1);
        }
        Function<GenerationRequest, Admission> next = script.poll();
        return (next == null ? repetition() : next).apply(request);
    }

    /** The answer to the next request that is admitted and has none yet. */
    public ScriptedAnswer nextAnswer() {
        ScriptedAnswer answer = new ScriptedAnswer();
        answers.add(answer);
        script.add(request -> new Admission.Admitted(answer.admit(request)));
        return answer;
    }

    public void beFullOnce(Duration retryAfter) {
        answerOnce(new Admission.QueueFull(retryAfter));
    }

    /** The answer to the next request. */
    public void answerOnce(Admission admission) {
        script.add(_ -> admission);
    }

    /** Forgets what was to be said and has not been asked for. */
    public void clear() {
        script.clear();
    }

    /** Ends the answers that are not finished with an error, as the real engine does when the service ends. */
    @Override
    public void close() {
        answers.forEach(answer -> answer.failIfOpen(new CancellationException("The engine is shutting down")));
    }

    private static Function<GenerationRequest, Admission> repetition() {
        return request -> {
            ScriptedAnswer answer = new ScriptedAnswer();
            answer.say("You said: ", request.messages().getLast().content()).finish();
            return new Admission.Admitted(answer.admit(request));
        };
    }
}
