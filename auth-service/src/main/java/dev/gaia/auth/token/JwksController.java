package dev.gaia.auth.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Publishes the public keys with which anybody can verify access tokens. */
@RestController
class JwksController {

    private static final CacheControl A_MINUTE =
            CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic();

    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    /** With an {@code ETag}, by which whoever has them already gets 304. */
    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Map<String, Object>> keys() {
        JWKSet published = keys.published();
        String ids = published.getKeys().stream().map(JWK::getKeyID).collect(Collectors.joining(","));
        return ResponseEntity.ok()
                .cacheControl(A_MINUTE)
                .eTag('"'
                        + UUID.nameUUIDFromBytes(ids.getBytes(StandardCharsets.UTF_8))
                                .toString()
                        + '"')
                .body(published.toJSONObject(true));
    }
}
