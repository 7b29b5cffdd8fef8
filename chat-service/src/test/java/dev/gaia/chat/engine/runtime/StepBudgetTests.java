package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepBudgetTests {

    private final StepBudget budget = new StepBudget(256);

    @Test
    void allIsReadWhenNobodyWaitsForAToken() {
        assertThat(budget.promptTokens(false)).isEqualTo(256);
    }

    @Test
    void promptsTakeAboutAsLongAsTheAnswersBesideThem() {
        for (int i = 0; i < 200; i++) {
            budget.learn(0, 8, 12_000_000);
            budget.learn(24, 8, 12_000_000 + 24 * 500_000);
        }

        assertThat(budget.promptTokens(true)).isBetween(22, 26);
    }

    @Test
    void promptsGetOnEvenWhereReadingIsSlow() {
        for (int i = 0; i < 200; i++) {
            budget.learn(0, 1, 1_000_000);
            budget.learn(1, 1, 900_000_000);
        }

        assertThat(budget.promptTokens(true)).isEqualTo(1);
    }

    @Test
    void answersThatJoinWhilePromptsAreReadDoNotTakeTheReadingsTime() {
        for (int i = 0; i < 200; i++) {
            int read = budget.promptTokens(true);
            budget.learn(read, 1 + i / 10, 6_000_000 + (1 + i / 10) * 800_000 + read * 700_000L);
        }

        assertThat(budget.promptTokens(true)).isBetween(20, 33);
    }

    @Test
    void tokensThatLookFarBackAreReadInTheSameTimeAsOthers() {
        for (int i = 0; i < 200; i++) {
            budget.learn(0, 8, 12_000_000);
            budget.learn(3, 8, 12_000_000 + 3 * 4_000_000);
        }

        assertThat(budget.promptTokens(true)).isEqualTo(3);
    }
}
