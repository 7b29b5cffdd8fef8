package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A client library that others wrote and everybody uses signs in, knowing nothing but the issuer. Its clock is the real one. */
class OidcLibraryTests {

    private static final AuthServer server =
            new AuthServer(TestPostgres.newDatabaseUrl(), TestRedis.shared().url());

    private final AuthClient gaia = server.client();
    private final Issuer issuer = new Issuer("http://127.0.0.1:" + gaia.port());
    private final String email = AuthClient.newEmail();
    private final Answer registered = gaia.register(email);

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itSignsInByCodeAndValidatesWhatItGets() throws Exception {
        OIDCProviderMetadata provider = OIDCProviderMetadata.resolve(issuer);
        ClientID client = new ClientID("gaia-web");
        URI redirectUri = URI.create(issuer.getValue() + "/app/signed-in");
        State state = new State();
        Nonce nonce = new Nonce();
        CodeVerifier verifier = new CodeVerifier();
        AuthenticationRequest request = new AuthenticationRequest.Builder(
                        ResponseType.CODE, Scope.parse("openid email chat"), client, redirectUri)
                .endpointURI(provider.getAuthorizationEndpointURI())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build();

        String sentTo = Browser.location(
                new Browser(gaia.port()).signInFor(request.toURI().toString(), email, AuthClient.PASSWORD));
        AuthenticationResponse response = AuthenticationResponseParser.parse(URI.create(sentTo));
        assertThat(response.indicatesSuccess()).as(sentTo).isTrue();
        assertThat(response.getState()).isEqualTo(state);
        OIDCTokenResponse tokens = (OIDCTokenResponse) OIDCTokenResponseParser.parse(new TokenRequest.Builder(
                        provider.getTokenEndpointURI(),
                        client,
                        new AuthorizationCodeGrant(
                                response.toSuccessResponse().getAuthorizationCode(), redirectUri, verifier))
                .build()
                .toHTTPRequest()
                .send());

        IDTokenClaimsSet claims = new IDTokenValidator(
                        issuer,
                        client,
                        JWSAlgorithm.RS256,
                        provider.getJWKSetURI().toURL())
                .validate(tokens.getOIDCTokens().getIDToken(), nonce);
        assertThat(claims.getSubject().getValue()).isEqualTo(registered.text("/user/id"));
        UserInfoResponse info = UserInfoResponse.parse(new UserInfoRequest(
                        provider.getUserInfoEndpointURI(),
                        tokens.getOIDCTokens().getBearerAccessToken())
                .toHTTPRequest()
                .send());
        assertThat(info.toSuccessResponse().getUserInfo().getEmailAddress()).isEqualTo(email);
    }

    @Test
    void itUnderstandsTheAnswersOfTheDeviceFlow() throws Exception {
        OIDCProviderMetadata provider = OIDCProviderMetadata.resolve(issuer);
        ClientID client = new ClientID("gaia-headset");

        DeviceAuthorizationResponse begun =
                DeviceAuthorizationResponse.parse(new DeviceAuthorizationRequest.Builder(client)
                        .endpointURI(provider.getDeviceAuthorizationEndpointURI())
                        .scope(Scope.parse("chat"))
                        .build()
                        .toHTTPRequest()
                        .send());
        assertThat(begun.indicatesSuccess()).isTrue();
        var waiting = OIDCTokenResponseParser.parse(new TokenRequest.Builder(
                        provider.getTokenEndpointURI(),
                        client,
                        new DeviceCodeGrant(begun.toSuccessResponse().getDeviceCode()))
                .build()
                .toHTTPRequest()
                .send());

        assertThat(waiting.toErrorResponse().getErrorObject().getCode()).isEqualTo("authorization_pending");
    }
}
