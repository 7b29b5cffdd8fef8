package dev.gaia.chat.engine.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Text to token ids, and tokens to the bytes that they stand for; safe for any thread. */
public final class Tokenizer implements AutoCloseable {

    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final Vocabulary vocabulary;
    private final TokenBytes bytes;

    private Tokenizer(HuggingFaceTokenizer tokenizer, Vocabulary vocabulary) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.bytes = new TokenBytes(vocabulary);
    }

    /** @throws IOException when the library does not take the vocabulary */
    public static Tokenizer of(Vocabulary vocabulary) throws IOException {
        byte[] json = TokenizerJson.of(vocabulary).getBytes(StandardCharsets.UTF_8);
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
        return new Tokenizer(tokenizer, vocabulary);
    }

    /**
     * The ids of a text in which special tokens such as {@code <|im_end|>} are recognised. The token that texts begin with is
     * put before it where the text does not have it.
     */
    public int[] encode(String text) {
        int[] ids = Arrays.stream(tokenizer.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
        Optional<Integer> beginning = vocabulary.beginning().filter(token -> ids.length == 0 || ids[0] != token);
        return beginning
                .map(token ->
                        IntStream.concat(IntStream.of(token), IntStream.of(ids)).toArray())
                .orElse(ids);
    }

    /** Turns an answer's tokens into text one by one. */
    public IncrementalDecoder newDecoder() {
        return new IncrementalDecoder(bytes);
    }

    /** What each token adds to a text; nothing where it is no text, as control tokens are not. */
    public List<byte[]> textBytes() {
        return bytes.ofText();
    }

    /** The text of all these tokens together. */
    public String decode(List<Integer> tokens) {
        IncrementalDecoder decoder = newDecoder();
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(decoder.append(token)));
        return text.append(decoder.flush()).toString();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
