package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeakableChunksTests {

    private static final String DIRECTIVE =
            "{\"m\":\"pause\",\"p\":{\"secs\":2.0,\"why\":\"a } brace \\\" and quote\"}}";

    @Test
    void wordIsSentWhenItIsWhole() {
        SpeakableChunks chunks = new SpeakableChunks();

        assertThat(chunks.append("The s")).isEqualTo("The ");
        assertThat(chunks.append("ea")).isEmpty();
        assertThat(chunks.append(" is")).isEqualTo("sea ");
        assertThat(chunks.flush()).isEqualTo("is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\u2019"})
    void apostropheBelongsToItsWord(String apostrophe) {
        SpeakableChunks chunks = new SpeakableChunks();

        assertThat(chunks.append("Yes, it" + apostrophe)).isEqualTo("Yes, ");
        assertThat(chunks.append("s so.")).isEqualTo("it" + apostrophe + "s so.");
    }

    @Test
    void directiveStaysWhole() {
        SpeakableChunks chunks = new SpeakableChunks();

        assertThat(chunks.append("Wait. {\"m\":\"pau")).isEqualTo("Wait. ");
        assertThat(chunks.append("se\",\"p\":{\"secs\":2.0}}")).isEqualTo("{\"m\":\"pause\",\"p\":{\"secs\":2.0}}");
    }

    @Test
    void chineseIsSentAsItComes() {
        assertThat(new SpeakableChunks().append("你好")).isEqualTo("你好");
    }

    @Test
    void bracesThatAreNoDirectiveAreOrdinaryText() {
        SpeakableChunks chunks = new SpeakableChunks();

        assertThat(chunks.append("f() { return 1; } ")).isEqualTo("f() { return 1; } ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Plain words, and 3.14 numbers; e.g. this.",
                "Smörgåsbord naïve — café 👩‍👩‍👧 done",
                "你好，世界。สวัสดีครับ mixed",
                "before " + DIRECTIVE + " after {\"x\":1} { {\"m\" end",
            })
    void piecesJoinToTheWholeAndNeverSplitAWord(String text) {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            List<String> pieces = new ArrayList<>();
            SpeakableChunks chunks = new SpeakableChunks();
            int at = 0;
            while (at < text.length()) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(6));
                pieces.add(chunks.append(text.substring(at, end)));
                at = end;
            }
            pieces.add(chunks.flush());
            pieces.removeIf(String::isEmpty);

            assertThat(String.join("", pieces)).isEqualTo(text);
            for (int i = 1; i < pieces.size(); i++) {
                assertThat(pieces.get(i - 1) + "|" + pieces.get(i))
                        .doesNotContainPattern("[a-zA-Zäöåïé]\\|[a-zA-Zäöåïé]");
            }
            if (text.contains(DIRECTIVE)) {
                assertThat(pieces).anySatisfy(piece -> assertThat(piece).contains(DIRECTIVE));
            }
        }
    }
}
