package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway charges by. */
@Timeout(30)
class SpentTokensTests {

    private static final String TOKENS = Integer.toString(ScriptedLlmEngine.PROMPT_TOKENS + 2);

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void script() {
        engine.clear();
        engine.nextAnswer().say("Hel", "lo.").finish();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v0.3/chat | {'message': 'Hi'}",
                "/api/v1/chat | {'message': 'Hi'}",
                "/v1/chat/completions | {'messages': [{'role': 'user', 'content': 'Hi'}]}"
            })
    void wholeAnswerSaysItInAHeader(String path, String body) {
        Answer answer = alice.post(path, body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Gaia-Tokens")).isEqualTo(TOKENS);
    }

    @Test
    void shortV1AnswerSaysItToo() {
        assertThat(alice.post("/api/v1/chat", "{\"message\": \"Hi\"}", "X-Response-Format", "v0.3")
                        .header("X-Gaia-Tokens"))
                .isEqualTo(TOKENS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v0.3/chat | {'message': 'Hi', 'stream': true}",
                "/v1/chat/completions | {'messages': [{'role': 'user', 'content': 'Hi'}], 'stream': true}"
            })
    void streamSaysItInATrailer(String path, String body) throws IOException {
        String answer = talk(path, body.replace('\'', '"'));

        assertThat(answer).contains("Trailer: X-Gaia-Tokens\r\n");
        assertThat(answer).endsWith("0\r\nX-Gaia-Tokens: " + TOKENS + "\r\n\r\n");
    }

    /** Clients of the usual kind do not show trailers. */
    private String talk(String path, String body) throws IOException {
        try (Socket socket =
                new Socket(alice.address().getHost(), alice.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: chat\r\nConnection: close\r\nAuthorization: Bearer "
                                    + alice.token() + "\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
