package dev.gaia.auth.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How others sign in with Gaia.
 *
 * @param publicUrl where clients find the gateway; it is the issuer of ID tokens
 * @param webRedirectUris where the web client {@code gaia-web} may be sent with a code
 * @param browserSignIn how long a browser stays signed in on the pages
 * @param deviceCode how long a headset's code can be typed
 * @param pollInterval how often a headset may ask whether it was
 * @param maxGuesses wrong codes that an account may type
 * @param guessWindow in this time
 */
@ConfigurationProperties("auth.oauth")
record OAuthProperties(
        URI publicUrl,
        @DefaultValue Set<String> webRedirectUris,
        @DefaultValue("12h") Duration browserSignIn,
        @DefaultValue("10m") Duration deviceCode,
        @DefaultValue("5s") Duration pollInterval,
        @DefaultValue("10") int maxGuesses,
        @DefaultValue("10m") Duration guessWindow) {

    OAuthProperties {
        boolean web = "http".equals(publicUrl.getScheme()) || "https".equals(publicUrl.getScheme());
        if (!web || publicUrl.getHost() == null || !publicUrl.toString().matches("[^/]+//[^/?#@]+")) {
            throw new IllegalArgumentException(
                    "GAIA_PUBLIC_URL must look like https://gaia.example.org, without a path, and is " + publicUrl);
        }
        webRedirectUris.forEach(RedirectUri::check);
        if (maxGuesses < 1) {
            throw new IllegalArgumentException("auth.oauth.max-guesses must be positive");
        }
    }

    boolean isSecure() {
        return "https".equals(publicUrl.getScheme());
    }
}
