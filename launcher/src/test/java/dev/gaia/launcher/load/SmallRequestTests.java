package dev.gaia.launcher.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SmallRequestTests {

    @Test
    void lengthIsOfHeadAndBody() {
        String head = "HTTP/1.1 200 OK\r\nX-A: b\r\ncontent-LENGTH: 5\r\n\r\n";

        assertThat(SmallRequest.answerLength(head)).isEqualTo(head.length() + 5);
        assertThat(SmallRequest.answerLength(head + "12")).isEqualTo(head.length() + 5);
    }

    @Test
    void headThatIsNotWholeHasNoLengthYet() {
        assertThat(SmallRequest.answerLength("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void errorsAreNotMeasured() {
        assertThatThrownBy(() -> SmallRequest.answerLength("HTTP/1.1 503 Away\r\nContent-Length: 5\r\n\r\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("503");
    }
}
