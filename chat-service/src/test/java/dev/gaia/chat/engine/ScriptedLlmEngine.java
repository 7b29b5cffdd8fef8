package dev.gaia.chat.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** Says what a test tells it to, or repeats the question. A word counts as a token against the context. */
public final class ScriptedLlmEngine implements LlmEngine, AutoCloseable {

    public static final int CONTEXT_TOKENS = 64;
    public static final ModelDescription MODEL = new ModelDescription("scripted", CONTEXT_TOKENS, "scripted");
    public static final int PROMPT_TOKENS = 7;
    public static final int CACHED_TOKENS = 4;

    private final Queue<Admission> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<ScriptedAnswer> script = new ConcurrentLinkedQueue<>();
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
        Admission refusal = refusals.poll();
        if (refusal != null) {
            return refusal;
        }
        return new Admission.Admitted(IntStream.range(0, request.answers())
                .mapToObj(_ -> answer(request))
                .toList());
    }

    private TokenStream answer(GenerationRequest request) {
        ScriptedAnswer answer = script.poll();
        return (answer == null ? repetition(request) : answer).admit(request);
    }

    /** The answer to the next request that is admitted and has none yet. */
    public ScriptedAnswer nextAnswer() {
        ScriptedAnswer answer = new ScriptedAnswer();
        answers.add(answer);
        script.add(answer);
        return answer;
    }

    public void beFullOnce(Duration retryAfter) {
        refusals.add(new Admission.QueueFull(retryAfter));
    }

    public void refuseOnce(Admission refusal) {
        refusals.add(refusal);
    }

    /** Forgets what was to be said and has not been asked for. */
    public void clear() {
        script.clear();
        refusals.clear();
    }

    /** Ends the answers that are not finished with an error, as the real engine does when the service ends. */
    @Override
    public void close() {
        answers.forEach(answer -> answer.failIfOpen(new CancellationException("The engine is shutting down")));
    }

    private static ScriptedAnswer repetition(GenerationRequest request) {
        ScriptedAnswer answer = new ScriptedAnswer();
        answer.say("You said: ", request.messages().getLast().content()).finish();
        return answer;
    }
}
