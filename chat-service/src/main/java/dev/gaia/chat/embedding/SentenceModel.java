package dev.gaia.chat.embedding;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * all-MiniLM-L6-v2 in eight bits, on one thread of ONNX Runtime. The files are those of LangChain4j's package; its class is
 * not used, since it takes all cores and leaves out, without a word, what lies beyond 128 word pieces.
 *
 * <p>One text a run: the model finds the scale of its eight bits over everything that it is given at once, so that texts
 * which are read together would change each other's vectors.
 */
final class SentenceModel implements AutoCloseable {

    static final String ID = "all-minilm-l6-v2";
    static final int DIMENSIONS = 384;

    /** As many positions as the model has, the marks at both ends included. */
    static final int MOST_PIECES = 512;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    private SentenceModel(OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer) {
        this.environment = environment;
        this.session = session;
        this.tokenizer = tokenizer;
    }

    static SentenceModel load() throws IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream network = resource("/all-minilm-l6-v2-q.onnx");
                InputStream vocabulary = resource("/all-minilm-l6-v2-q-tokenizer.json")) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            HuggingFaceTokenizer tokenizer =
                    HuggingFaceTokenizer.newInstance(vocabulary, Map.of("padding", "false", "truncation", "false"));
            return new SentenceModel(
                    environment, environment.createSession(network.readAllBytes(), options), tokenizer);
        } catch (OrtException refused) {
            throw new IOException("ONNX Runtime does not take the sentence model", refused);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(SentenceModel.class.getResourceAsStream(name), name);
    }

    /** The text's word pieces between the marks of its beginning and its end. */
    long[] pieces(String text) {
        return tokenizer.encode(text).getIds();
    }

    /**
     * A vector of length 1.
     *
     * @param pieces {@link #MOST_PIECES} at most
     */
    float[] embed(long[] pieces) {
        long[] ones = new long[pieces.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor ids = tensor(pieces);
                OnnxTensor mask = tensor(ones);
                OnnxTensor types = tensor(new long[pieces.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            float[][][] states = (float[][][]) result.get(0).getValue();
            return direction(states[0]);
        } catch (OrtException failure) {
            throw new IllegalStateException("ONNX Runtime failed", failure);
        }
    }

    private OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    /** Where the mean of the pieces' vectors points. */
    private static float[] direction(float[][] states) {
        double[] sum = new double[DIMENSIONS];
        for (float[] state : states) {
            for (int i = 0; i < DIMENSIONS; i++) {
                sum[i] += state[i];
            }
        }
        double length = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
        float[] direction = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            direction[i] = (float) (sum[i] / length);
        }
        return direction;
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            session.close();
        } catch (OrtException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
