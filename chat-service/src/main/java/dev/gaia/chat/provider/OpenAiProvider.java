package dev.gaia.chat.provider;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.Usage;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** Any address that speaks OpenAI's chat completions, through LangChain4j. */
final class OpenAiProvider implements ChatProvider {

    private final ProviderProperties.OpenAi properties;
    private final OpenAiStreamingChatModel client;

    OpenAiProvider(ProviderProperties.OpenAi properties) {
        this.properties = properties;
        this.client = OpenAiStreamingChatModel.builder()
                .baseUrl(properties.baseUrl().toString())
                .apiKey(properties.apiKey())
                .modelName(properties.models().getFirst())
                .timeout(properties.timeout())
                .build();
    }

    @Override
    public String name() {
        return properties.name();
    }

    @Override
    public List<ModelDescription> models() {
        return properties.models().stream()
                .map(model -> new ModelDescription(model, properties.contextTokens(), null))
                .toList();
    }

    /** Always admitted: a refusal of the remote side comes as the stream's error. */
    @Override
    public Admission submit(String model, GenerationRequest request) {
        if (!(request.sampling().format() instanceof AnswerFormat.Text)) {
            return new Admission.Unsupported("response_format: not asked of the remote model " + model);
        }
        if (request.sampling().topLogprobs().isPresent()) {
            return new Admission.Unsupported("logprobs: not asked of the remote model " + model);
        }
        return new Admission.Admitted(IntStream.range(0, request.answers())
                .mapToObj(answer -> answer(model, request.sampling().forAnswer(answer), request))
                .toList());
    }

    private TokenStream answer(String model, Sampling sampling, GenerationRequest request) {
        return new RemoteStream(
                Flux.create(sink -> client.chat(chatRequest(model, sampling, request), new Relay(sink))));
    }

    /** Begins when somebody reads it, and ends when nobody does. */
    private record RemoteStream(Flux<GenerationEvent> events) implements TokenStream {

        @Override
        public Mono<Void> started() {
            return Mono.empty();
        }

        @Override
        public void cancel() {}
    }

    private static ChatRequest chatRequest(String model, Sampling sampling, GenerationRequest request) {
        OpenAiChatRequestParameters.Builder parameters = OpenAiChatRequestParameters.builder();
        parameters
                .modelName(model)
                .temperature(sampling.temperature())
                .topP(sampling.topP())
                .presencePenalty(sampling.presencePenalty())
                .frequencyPenalty(sampling.frequencyPenalty())
                .maxOutputTokens(request.maxTokens());
        if (!request.stop().isEmpty()) {
            parameters.stopSequences(request.stop());
        }
        sampling.seed().ifPresent(seed -> parameters.seed(Long.hashCode(seed)));
        return ChatRequest.builder()
                .messages(
                        request.messages().stream().map(OpenAiProvider::message).toList())
                .parameters(parameters.build())
                .build();
    }

    private static dev.langchain4j.data.message.ChatMessage message(ChatMessage message) {
        return switch (message.role()) {
            case SYSTEM -> SystemMessage.from(message.content());
            case USER -> UserMessage.from(message.content());
            case ASSISTANT -> AiMessage.from(message.content());
        };
    }

    /** Passes what the remote side streams on to the subscriber, and the subscriber's cancellation back. */
    private static final class Relay implements StreamingChatResponseHandler {

        private final FluxSink<GenerationEvent> sink;
        private volatile @Nullable StreamingHandle handle;

        Relay(FluxSink<GenerationEvent> sink) {
            this.sink = sink;
            sink.onCancel(this::cancel);
        }

        private void cancel() {
            StreamingHandle current = handle;
            if (current != null) {
                current.cancel();
            }
        }

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            handle = context.streamingHandle();
            if (sink.isCancelled()) {
                cancel();
            } else if (!piece.text().isEmpty()) {
                sink.next(new GenerationEvent.Text(piece.text()));
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            TokenUsage usage = response.tokenUsage();
            sink.next(new GenerationEvent.Finished(
                    response.finishReason() == dev.langchain4j.model.output.FinishReason.LENGTH
                            ? FinishReason.LENGTH
                            : FinishReason.STOP,
                    usage == null
                            ? new Usage(0, 0, 0)
                            : new Usage(orZero(usage.inputTokenCount()), orZero(usage.outputTokenCount()), 0)));
            sink.complete();
        }

        @Override
        public void onError(Throwable failure) {
            sink.error(failure);
        }

        private static int orZero(@Nullable Integer count) {
            return count == null ? 0 : count;
        }
    }
}
