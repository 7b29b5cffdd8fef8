package dev.gaia.chat.completion;

import dev.gaia.chat.blocking.Blocking;
import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.UnsupportedSchemaException;
import dev.gaia.chat.provider.ChatProviders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds who answers a request and hands the answer out as it is made. */
@Component
class Completions {

    private final ChatProviders providers;
    private final CompletionMetrics metrics;
    private final Blocking blocking;

    Completions(ChatProviders providers, CompletionMetrics metrics, Blocking blocking) {
        this.providers = providers;
        this.metrics = metrics;
        this.blocking = blocking;
    }

    /** An answer that has been admitted. */
    record Completion(String model, String provider, Flux<GenerationEvent> events) {}

    List<ChatProviders.Choice> models() {
        return providers.all();
    }

    /** @throws ErrorResponseException 404 when no provider has it; {@code null} is the default one */
    ChatProviders.Choice choose(@Nullable String model) {
        if (model == null || model.isBlank()) {
            return providers.standard();
        }
        return providers
                .find(model)
                .orElseThrow(() -> CompletionProblem.MODEL_NOT_FOUND.exception(
                        "There is no model '" + model + "'; GET /v1/models lists those there are."));
    }

    /** Fails with 413 when the prompt is too long, with 429 when there is no room, with 503 when the model cannot be had. */
    Mono<Completion> start(ChatProviders.Choice choice, GenerationRequest request) {
        return blocking.call(() -> completion(choice, submit(choice, request)));
    }

    /**
     * The same for a conversation: turns are left out from the oldest on until the prompt fits.
     *
     * @param request makes a request of a list of messages
     */
    Completion startTrimmed(
            ChatProviders.Choice choice,
            List<ChatMessage> messages,
            Function<List<ChatMessage>, GenerationRequest> request) {
        List<ChatMessage> kept = new ArrayList<>(messages);
        while (true) {
            Admission admission = submit(choice, request.apply(kept));
            if (!(admission instanceof Admission.PromptTooLong) || !dropOldestTurn(kept)) {
                return completion(choice, admission);
            }
        }
    }

    private static Admission submit(ChatProviders.Choice choice, GenerationRequest request) {
        try {
            return choice.provider().submit(choice.model().id(), request);
        } catch (UnsupportedSchemaException unsupported) {
            throw CompletionProblem.INVALID_PARAMETER.exception("response_format: " + unsupported.getMessage());
        }
    }

    /** A turn is a question with its answer; the system's words and the last question always stay. */
    private static boolean dropOldestTurn(List<ChatMessage> messages) {
        int first = messages.getFirst().role() == Role.SYSTEM ? 1 : 0;
        if (messages.size() - first < 2) {
            return false;
        }
        messages.remove(first);
        while (messages.size() - first > 1 && messages.get(first).role() != Role.USER) {
            messages.remove(first);
        }
        return true;
    }

    private Completion completion(ChatProviders.Choice choice, Admission admission) {
        return switch (admission) {
            case Admission.Admitted(TokenStream tokens) ->
                new Completion(
                        choice.model().id(),
                        choice.provider().name(),
                        metrics.watch(choice.provider().name(), tokens.events()));
            case Admission.QueueFull(Duration retryAfter) ->
                throw later(CompletionProblem.QUEUE_FULL, "All slots are taken.", retryAfter);
            case Admission.ModelUnavailable(String reason, Duration retryAfter) ->
                throw later(CompletionProblem.MODEL_UNAVAILABLE, reason, retryAfter);
            case Admission.ModelRefused(String reason) -> throw CompletionProblem.MODEL_REFUSED.exception(reason);
            case Admission.PromptTooLong(int tokens, int limit) ->
                throw CompletionProblem.PROMPT_TOO_LONG.exception(
                        "The prompt has " + tokens + " tokens; the model takes " + limit + ".");
        };
    }

    private static ErrorResponseException later(CompletionProblem type, String reason, Duration retryAfter) {
        ErrorResponseException problem = type.exception(reason + " Try again in " + retryAfter.toSeconds() + " s.");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        return problem;
    }
}
