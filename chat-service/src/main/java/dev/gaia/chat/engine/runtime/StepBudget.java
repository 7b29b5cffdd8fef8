package dev.gaia.chat.engine.runtime;

/**
 * How many tokens of prompts to read beside running answers, so that an answer's next token comes at most about twice as late
 * as it would alone. Learned from the steps' own times.
 */
final class StepBudget {

    private static final int LEAST = 8;
    private static final double LEARNING = 0.1;

    private final int most;
    private double nanosOfDecoding = 10_000_000;
    private double nanosPerPromptToken = 1_000_000;

    /** @param most how many are read when no answer waits */
    StepBudget(int most) {
        this.most = most;
    }

    int promptTokens(boolean answersWait) {
        if (!answersWait) {
            return most;
        }
        return (int) Math.clamp(nanosOfDecoding / nanosPerPromptToken, Math.min(LEAST, most), most);
    }

    void learn(int promptTokens, int answerTokens, long nanos) {
        if (promptTokens == 0) {
            nanosOfDecoding += LEARNING * (nanos - nanosOfDecoding);
        } else {
            double decoding = answerTokens == 0 ? 0 : Math.min(nanosOfDecoding, nanos * 0.9);
            nanosPerPromptToken += LEARNING * ((nanos - decoding) / promptTokens - nanosPerPromptToken);
        }
    }
}
