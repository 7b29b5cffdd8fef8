package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class CompletionPropertiesTests {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(CompletionConfiguration.class);

    @Test
    void muAnswersAndQuietStreamsBeatEveryQuarterOfAMinute() {
        context.run(started -> {
            assertThat(started.getBean(PersonaProperties.class).prompt()).contains("Mu");
            assertThat(started.getBean(StreamProperties.class).heartbeat()).isEqualTo(Duration.ofSeconds(15));
        });
    }

    @Test
    void valuesAreTakenInTheirUnits() {
        context.withPropertyValues("chat.persona.prompt=", "chat.streams.heartbeat=2s")
                .run(started -> {
                    assertThat(started.getBean(PersonaProperties.class).prompt())
                            .isEmpty();
                    assertThat(started.getBean(StreamProperties.class).heartbeat())
                            .isEqualTo(Duration.ofSeconds(2));
                });
        context.withPropertyValues("chat.streams.heartbeat=250")
                .run(started -> assertThat(
                                started.getBean(StreamProperties.class).heartbeat())
                        .isEqualTo(Duration.ofMillis(250)));
    }

    @Test
    void heartbeatWithoutPauseIsRefused() {
        for (String heartbeat : new String[] {"0s", "-1s", "soon"}) {
            context.withPropertyValues("chat.streams.heartbeat=" + heartbeat)
                    .run(started -> assertThat(started).hasFailed());
        }
    }
}
