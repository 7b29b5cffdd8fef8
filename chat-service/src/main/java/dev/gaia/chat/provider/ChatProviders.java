package dev.gaia.chat.provider;

import dev.gaia.chat.engine.ModelDescription;
import java.util.List;
import java.util.Optional;

/** All providers of this instance, by the models that they serve; the first one's first model is the default. */
public class ChatProviders {

    private final List<ChatProvider> providers;

    ChatProviders(List<ChatProvider> providers) {
        if (providers.stream().allMatch(provider -> provider.models().isEmpty())) {
            throw new IllegalStateException(
                    "Nothing answers chats here: enable the engine (GAIA_MODEL) or configure chat.providers.openai");
        }
        this.providers = List.copyOf(providers);
    }

    /** A model and who serves it. */
    public record Choice(ChatProvider provider, ModelDescription model) {}

    public List<Choice> all() {
        return providers.stream()
                .flatMap(provider -> provider.models().stream().map(model -> new Choice(provider, model)))
                .toList();
    }

    public Choice standard() {
        return all().getFirst();
    }

    public Optional<Choice> find(String model) {
        return all().stream()
                .filter(choice -> choice.model().id().equals(model))
                .findFirst();
    }
}
