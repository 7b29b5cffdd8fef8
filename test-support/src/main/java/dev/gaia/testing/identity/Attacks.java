package dev.gaia.testing.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** What has been tried against verifiers of tokens elsewhere: algorithms, keys, key names, and claims that do not fit. */
final class Attacks {

    private final RSAKey published;
    private final RSAKey attackers = TestTokens.newKey();
    private final URI attackersKeys;
    private final JWTClaimsSet claims;
    private final Map<String, String> tokens = new LinkedHashMap<>();

    Attacks(RSAKey published, String address, JWTClaimsSet claims) {
        this.published = published;
        this.attackersKeys = URI.create(address + "/attacker.json");
        this.claims = claims;
    }

    Map<String, String> all() throws JOSEException {
        algorithms();
        keys();
        keyNames();
        contents();
        return Map.copyOf(tokens);
    }

    private void algorithms() throws JOSEException {
        String good = signed(header(), published, claims);
        String[] parts = good.split("\\.", -1);
        tokens.put("alg none", new PlainJWT(claims).serialize());
        tokens.put("alg NONE in capitals", encoded("{\"alg\":\"NONE\"}") + "." + parts[1] + ".");
        tokens.put("alg none over a good signature", encoded("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]);
        tokens.put("no signature", parts[0] + "." + parts[1] + ".");
        tokens.put(
                "HS256 with the public key as the secret",
                hs256(published.toRSAPublicKey().getEncoded()));
        tokens.put(
                "HS256 with the published JWK as the secret",
                hs256(published.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        tokens.put(
                "HS256 with the public key in PEM as the secret",
                hs256(("-----BEGIN PUBLIC KEY-----\n"
                                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(
                                                published.toRSAPublicKey().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII)));
        for (JWSAlgorithm other : new JWSAlgorithm[] {JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256}) {
            tokens.put(
                    other + " by the right key",
                    signed(
                            new JWSHeader.Builder(other)
                                    .keyID(published.getKeyID())
                                    .build(),
                            published,
                            claims));
        }
        tokens.put(
                "an unknown critical header",
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(published.getKeyID())
                                .criticalParams(java.util.Set.of("exp"))
                                .customParam("exp", 1)
                                .build(),
                        published,
                        claims));
    }

    private void keys() throws JOSEException {
        tokens.put("another key under the published name", signed(header(), attackers, claims));
        tokens.put(
                "its key in the header",
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(published.getKeyID())
                                .jwk(attackers.toPublicJWK())
                                .build(),
                        attackers,
                        claims));
        tokens.put(
                "an address of its key in the header",
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(attackers.getKeyID() + "2")
                                .jwkURL(attackersKeys)
                                .x509CertURL(attackersKeys)
                                .build(),
                        attackers,
                        claims));
    }

    private void keyNames() throws JOSEException {
        for (String name : new String[] {
            "../../../../dev/null", "' OR '1'='1", "http://127.0.0.1/attacker.json", "|id", "\u0000", "x".repeat(2_000)
        }) {
            tokens.put(
                    "key name " + name.substring(0, Math.min(20, name.length())).replace('\u0000', '0'),
                    signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(name).build(), attackers, claims));
        }
        tokens.put(
                "no key name and another key",
                signed(new JWSHeader.Builder(JWSAlgorithm.RS256).build(), attackers, claims));
    }

    private void contents() throws JOSEException {
        Instant now = Instant.now();
        with("another audience", claims().audience("gaia-internal"));
        with("no audience", claims().audience((String) null));
        with("another issuer", claims().issuer("https://gaia.attacker.example"));
        with("no issuer", claims().issuer(null));
        with("expired", claims().expirationTime(Date.from(now.minus(Duration.ofMinutes(1)))));
        with("no end", claims().expirationTime(null));
        with("not good yet", claims().notBeforeTime(Date.from(now.plus(Duration.ofMinutes(5)))));
        with("no session", claims().claim("sid", null));
        with("a session that is no id", claims().claim("sid", "' OR '1'='1"));
        with("no account", claims().subject(null));
        with("an account that is no id", claims().subject("admin"));
        with("no scope", claims().claim("scope", null));
        String[] parts = signed(header(), published, claims).split("\\.", -1);
        String wider = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"scope\":\"", "\"scope\":\"admin ");
        tokens.put("changed after signing", parts[0] + "." + encoded(wider) + "." + parts[2]);
        tokens.put(
                "a signature of another token",
                parts[0] + "." + parts[1] + "."
                        + signed(header(), published, claims().jwtID("other").build())
                                .split("\\.", -1)[2]);
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder(claims);
    }

    private void with(String what, JWTClaimsSet.Builder changed) throws JOSEException {
        tokens.put(what, signed(header(), published, changed.build()));
    }

    private JWSHeader header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(published.getKeyID())
                .build();
    }

    private String hs256(byte[] secret) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(published.getKeyID())
                        .build(),
                claims);
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static String signed(JWSHeader header, RSAKey key, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
