package dev.gaia.chat.engine.runtime;

/**
 * How many tokens of prompts to read beside running answers, so that an answer's next token comes at most about twice as late
 * as it would alone. Learned from the steps' own times.
 */
final class StepBudget {

    /**
     * While prompts are read without a pause, the answers' own share of a step's time is not seen; as more answers join, their
     * time would be taken for the prompts', and less and less be read. So now and then a step is the answers' alone.
     */
    private static final int MOST_WITHOUT_PAUSE = 8;

    private static final double LEARNING_OF_DECODING = 0.25;
    private static final double LEARNING_OF_READING = 0.1;

    private final int most;
    private double nanosOfDecoding = 10_000_000;
    private double nanosPerPromptToken = 1_000_000;
    private int withoutPause;

    /** @param most how many are read when no answer waits */
    StepBudget(int most) {
        this.most = most;
    }

    int promptTokens(boolean answersWait) {
        if (!answersWait) {
            return most;
        }
        if (withoutPause >= MOST_WITHOUT_PAUSE) {
            return 0;
        }
        return (int) Math.clamp(nanosOfDecoding / nanosPerPromptToken, 1, most);
    }

    void learn(int promptTokens, int answerTokens, long nanos) {
        if (promptTokens == 0) {
            withoutPause = 0;
            nanosOfDecoding += LEARNING_OF_DECODING * (nanos - nanosOfDecoding);
        } else {
            withoutPause++;
            double decoding = answerTokens == 0 ? 0 : Math.min(nanosOfDecoding, nanos * 0.9);
            nanosPerPromptToken += LEARNING_OF_READING * ((nanos - decoding) / promptTokens - nanosPerPromptToken);
        }
    }
}
