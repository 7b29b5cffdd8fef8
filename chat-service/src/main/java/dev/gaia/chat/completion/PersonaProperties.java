package dev.gaia.chat.completion;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who answers in conversations.
 *
 * @param prompt what the model is told before the conversation; empty for nothing
 */
@ConfigurationProperties("chat.persona")
record PersonaProperties(
        @DefaultValue("You are Mu, a friendly companion in a virtual world. You answer briefly and clearly.")
        String prompt) {}
