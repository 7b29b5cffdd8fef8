package dev.gaia.auth.token;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/** Signs what others say in JWTs, ID tokens for example, with the key that signs access tokens now. */
@Component
class CurrentKeyEncoder implements JwtEncoder {

    private final SigningKeys keys;
    private volatile @Nullable Prepared prepared;

    CurrentKeyEncoder(SigningKeys keys) {
        this.keys = keys;
    }

    private record Prepared(SigningKey key, NimbusJwtEncoder encoder) {}

    @Override
    public Jwt encode(JwtEncoderParameters parameters) {
        SigningKey key = keys.current();
        Prepared known = prepared;
        if (known == null || !known.key().id().equals(key.id())) {
            known = new Prepared(key, encoderWith(key));
            prepared = known;
        }
        return known.encoder().encode(parameters);
    }

    private static NimbusJwtEncoder encoderWith(SigningKey key) {
        RSAKey pair = new RSAKey.Builder(key.publicKey())
                .privateKey(key.privateKey())
                .keyID(key.id())
                .build();
        return new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(pair)));
    }
}
