package dev.gaia.chat.embedding;

import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** @param maxOpen requests that are worked on or wait; the next one is refused */
@Validated
@ConfigurationProperties("chat.embeddings")
record EmbeddingProperties(@DefaultValue("32") @Positive int maxOpen) {}
