package dev.gaia.gateway.identity;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which web pages may call the gateway.
 *
 * @param allowedOrigins patterns such as {@code https://*.studio.example}; credentials never travel in cookies
 */
@ConfigurationProperties("gateway.cors")
record CorsProperties(@DefaultValue("*") List<String> allowedOrigins) {

    CorsProperties {
        if (!allowedOrigins.stream().allMatch(origin -> origin.equals("*") || origin.matches("https?://[^/]+"))) {
            throw new IllegalArgumentException(
                    "gateway.cors.allowed-origins must be origins such as https://studio.example, not "
                            + allowedOrigins);
        }
    }
}
