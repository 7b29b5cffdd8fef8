package dev.gaia.chat.provider;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Remote providers, none by default. */
@Validated
@ConfigurationProperties("chat.providers")
record ProviderProperties(@DefaultValue List<@Valid OpenAi> openai) {

    /**
     * An OpenAI-compatible address.
     *
     * @param baseUrl with the version, for example {@code https://api.openai.com/v1}
     * @param apiKey from the environment, never from a file in the repository
     * @param models the names that are passed on to it
     * @param contextTokens the longest prompt and answer together
     * @param timeout of the connection, and between two pieces of an answer
     */
    record OpenAi(
            @NotBlank String name,
            @NotNull URI baseUrl,
            @DefaultValue("none") String apiKey,
            @NotEmpty List<String> models,
            @DefaultValue("32768") @Positive int contextTokens,
            @DefaultValue("60s") @DurationMin(millis = 1) Duration timeout) {

        @Override
        public String toString() {
            return name + " at " + baseUrl;
        }
    }
}
