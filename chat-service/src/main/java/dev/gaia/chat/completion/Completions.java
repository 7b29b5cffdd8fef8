package dev.gaia.chat.completion;

import dev.gaia.chat.blocking.Blocking;
import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.Usage;
import dev.gaia.chat.engine.WaitTooLongException;
import dev.gaia.chat.provider.ChatProviders;
import dev.gaia.common.problem.CommonProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
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

    /**
     * Answers to one request that have been admitted, at least one.
     *
     * @param used by those that have ended
     */
    record Completion(
            String model,
            String provider,
            List<TokenStream> streams,
            List<Flux<GenerationEvent>> answers,
            AtomicReference<@Nullable Usage> used) {

        long tokens() {
            Usage usage = used.get();
            return usage == null ? 0 : usage.totalTokens();
        }

        /** The first one's events. */
        Flux<GenerationEvent> events() {
            return answers.getFirst();
        }

        /** Ends all of them. */
        void cancel() {
            streams.forEach(TokenStream::cancel);
        }

        private Mono<Completion> whenStarted() {
            return Mono.when(streams.stream().map(TokenStream::started).toList())
                    .thenReturn(this)
                    .doOnError(_ -> cancel());
        }
    }

    /** What may have been admitted for somebody who may have gone. */
    private static final class Held {

        private @Nullable Completion completion;
        private boolean cancelled;

        synchronized Completion hold(Completion admitted) {
            completion = admitted;
            if (cancelled) {
                admitted.cancel();
            }
            return admitted;
        }

        synchronized void cancel() {
            cancelled = true;
            if (completion != null) {
                completion.cancel();
            }
        }
    }

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

    /**
     * What is admitted, once the work on it has begun; whoever goes away before ends it. Fails with 503 when it does not
     * begin in time.
     *
     * @param admission may wait for a database
     */
    Mono<Completion> start(Callable<Completion> admission) {
        return Mono.defer(() -> {
            Held held = new Held();
            return blocking.call(() -> held.hold(admission.call()))
                    .flatMap(Completion::whenStarted)
                    .onErrorMap(WaitTooLongException.class, late -> waitTooLong(late.retryAfter()))
                    .onErrorMap(
                            CancellationException.class,
                            _ -> CommonProblem.UNAVAILABLE.exception("The service is shutting down. Try again."))
                    .doOnCancel(held::cancel);
        });
    }

    /** Fails with 413 when the prompt is too long, with 429 or 503 when there is no room. */
    Completion admit(ChatProviders.Choice choice, GenerationRequest request) {
        return completion(choice, submit(choice, request));
    }

    /**
     * The same for a conversation: turns are left out from the oldest on until the prompt fits.
     *
     * @param request makes a request of a list of messages
     */
    Completion admitTrimmed(
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
        return choice.provider().submit(choice.model().id(), request);
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
            case Admission.Admitted(List<TokenStream> streams) -> admitted(choice, streams);
            case Admission.QueueFull(Duration retryAfter) ->
                throw retryLater(CompletionProblem.QUEUE_FULL, "All slots are taken.", retryAfter);
            case Admission.WaitTooLong(Duration retryAfter) -> throw waitTooLong(retryAfter);
            case Admission.ModelUnavailable(String reason, Duration retryAfter) ->
                throw retryLater(CompletionProblem.MODEL_UNAVAILABLE, reason, retryAfter);
            case Admission.ModelRefused(String reason) -> throw CompletionProblem.MODEL_REFUSED.exception(reason);
            case Admission.Unsupported(String reason) ->
                throw CompletionProblem.INVALID_PARAMETER.exception(reason + ".");
            case Admission.PromptTooLong(int tokens, int limit) ->
                throw CompletionProblem.PROMPT_TOO_LONG.exception(
                        "The prompt has " + tokens + " tokens; the model takes " + limit + ".");
        };
    }

    private Completion admitted(ChatProviders.Choice choice, List<TokenStream> streams) {
        AtomicReference<@Nullable Usage> used = new AtomicReference<>();
        List<Flux<GenerationEvent>> answers = streams.stream()
                .map(stream ->
                        metrics.watch(choice.provider().name(), stream.events()).doOnNext(event -> count(event, used)))
                .toList();
        return new Completion(choice.model().id(), choice.provider().name(), streams, answers, used);
    }

    private static void count(GenerationEvent event, AtomicReference<@Nullable Usage> used) {
        if (event instanceof GenerationEvent.Finished(var _, Usage usage)) {
            used.accumulateAndGet(usage, (before, last) -> before == null ? last : before.and(last));
        }
    }

    private static ErrorResponseException waitTooLong(Duration retryAfter) {
        return retryLater(CompletionProblem.WAIT_TOO_LONG, "Too many are waiting.", retryAfter);
    }

    private static ErrorResponseException retryLater(CompletionProblem type, String why, Duration retryAfter) {
        ErrorResponseException problem = type.exception(why + " Try again in " + retryAfter.toSeconds() + " s.");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        return problem;
    }
}
