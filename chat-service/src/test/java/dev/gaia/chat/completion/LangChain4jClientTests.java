package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.ChatServer;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import dev.gaia.testing.identity.TestTokens;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** LangChain4j's client for OpenAI, unmodified, against the running service. */
@Timeout(30)
class LangChain4jClientTests {

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final TestTokens tokens = server.tokens();

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @Test
    void wholeAnswerIsUnderstood() {
        ScriptedAnswer scripted = engine.nextAnswer();
        scripted.say("Par", "is.").finish();

        ChatResponse answer = client(tokens.token(UUID.randomUUID(), "chat"), "scripted")
                .chat(List.of(SystemMessage.from("Be brief."), UserMessage.from("The capital of France?")));

        assertThat(answer.aiMessage().text()).isEqualTo("Paris.");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.modelName()).isEqualTo("scripted");
        assertThat(answer.tokenUsage().inputTokenCount()).isEqualTo(ScriptedLlmEngine.PROMPT_TOKENS);
        assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(2);
        assertThat(scripted.request().messages()).hasSize(2);
    }

    @Test
    void piecesAreUnderstoodAsTheyAreMade() throws Exception {
        ScriptedAnswer scripted = engine.nextAnswer();
        BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(server.address() + "/v1")
                .apiKey(tokens.token(UUID.randomUUID(), "chat"))
                .modelName("scripted")
                .build()
                .chat("The capital of France?", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {
                        pieces.add(piece);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        whole.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        whole.completeExceptionally(failure);
                    }
                });

        scripted.say("Par");
        assertThat(pieces.poll(10, TimeUnit.SECONDS)).isEqualTo("Par");
        scripted.say("is.").finish();

        ChatResponse answer = whole.get(10, TimeUnit.SECONDS);
        assertThat(answer.aiMessage().text()).isEqualTo("Paris.");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.tokenUsage().totalTokenCount()).isEqualTo(ScriptedLlmEngine.PROMPT_TOKENS + 2);
    }

    @Test
    void refusalsAreUnderstood() {
        assertThatThrownBy(() -> client("nonsense", "scripted").chat("Hi")).isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() ->
                        client(tokens.token(UUID.randomUUID(), "chat"), "gpt-9").chat("Hi"))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("model_not_found");
    }

    private OpenAiChatModel client(String token, String model) {
        return OpenAiChatModel.builder()
                .baseUrl(server.address() + "/v1")
                .apiKey(token)
                .modelName(model)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(10))
                .build();
    }
}
