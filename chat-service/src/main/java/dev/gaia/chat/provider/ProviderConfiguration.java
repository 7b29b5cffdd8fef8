package dev.gaia.chat.provider;

import dev.gaia.chat.engine.LlmEngine;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine, when there is one here, and the remote providers that are configured. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProviderProperties.class)
class ProviderConfiguration {

    @Bean
    ChatProviders chatProviders(ObjectProvider<LlmEngine> engine, ProviderProperties properties) {
        List<ChatProvider> providers = new ArrayList<>();
        engine.stream().forEach(local -> providers.add(new LocalProvider(local)));
        properties.openai().forEach(remote -> providers.add(new OpenAiProvider(remote)));
        return new ChatProviders(providers);
    }
}
