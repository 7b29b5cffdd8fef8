package dev.gaia.gateway.route;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the services are.
 *
 * @param auth an address whose host stands for all instances behind that name, or several addresses with commas between
 * @param chat likewise
 * @param asset likewise
 * @param avoidFailed how long an instance that refused a connection is passed over
 */
@Validated
@ConfigurationProperties("gateway.upstreams")
record RouteProperties(
        @NotBlank String auth,
        @NotBlank String chat,
        @NotBlank String asset,
        @DefaultValue("3s") Duration avoidFailed) {

    String addressOf(UpstreamName upstream) {
        return switch (upstream) {
            case AUTH -> auth;
            case CHAT -> chat;
            case ASSET -> asset;
        };
    }
}
