package dev.gaia.auth.oauth;

import dev.gaia.auth.account.Accounts;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceVerificationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Spring Authorization Server with Gaia's sessions, keys and pages, beside the API's own two worlds. */
@Configuration(proxyBeanMethods = false)
class AuthorizationServerConfiguration {

    private static final String JWKS = "/.well-known/jwks.json";

    private static final List<String> PAGES = List.of("/login/**", "/logout", "/activate/**", "/oauth2/consent");

    /** The form's target may lead on to a client's address, which no list knows: hence no {@code form-action}. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    @Bean
    AuthorizationServerSettings authorizationServerSettings(OAuthProperties properties) {
        return AuthorizationServerSettings.builder()
                .issuer(properties.publicUrl().toString())
                .jwkSetEndpoint(JWKS)
                .deviceVerificationEndpoint("/activate")
                .build();
    }

    @Bean
    JdbcOAuth2AuthorizationService authorizationStore(JdbcTemplate jdbc, Clients clients) {
        return new JdbcOAuth2AuthorizationService(jdbc, clients);
    }

    @Bean
    OAuth2AuthorizationConsentService authorizationConsents(JdbcTemplate jdbc, Clients clients) {
        return new JdbcOAuth2AuthorizationConsentService(jdbc, clients);
    }

    @Bean
    @Order(0)
    SecurityFilterChain authorizationServer(
            HttpSecurity http,
            OAuthProperties properties,
            HashedAuthorizations authorizations,
            Clients clients,
            GaiaTokens tokens,
            IdTokens idTokens,
            SessionRefresh refresh,
            DefaultScopes defaultScopes,
            AuthorizationPages authorizationPages,
            DeviceCodes deviceCodes,
            BrowserSessions browsers,
            SignOut signOut,
            SignInPage signIn,
            Accounts accounts) {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
        PublicClient publicClient = new PublicClient(clients);
        server.addObjectPostProcessor(withoutHttpSession());
        http.securityMatcher(addresses(server))
                .addFilterBefore(new PublicAddressFilter(properties), DisableEncodeUrlFilter.class)
                .with(
                        server,
                        configured -> configured
                                .authorizationService(authorizations)
                                .registeredClientRepository(clients)
                                .tokenGenerator(tokens)
                                .clientAuthentication(authentication -> authentication
                                        .authenticationConverters(converters -> converters.add(publicClient))
                                        .authenticationProvider(publicClient))
                                .authorizationEndpoint(endpoint -> endpoint.consentPage("/oauth2/consent")
                                        .authenticationProviders(AuthorizationServerConfiguration::tighten)
                                        .errorResponseHandler(authorizationPages))
                                .tokenEndpoint(
                                        endpoint -> endpoint.accessTokenRequestConverter(defaultScopes.forMachines())
                                                .authenticationProviders(providers -> {
                                                    providers.removeIf(
                                                            OAuth2RefreshTokenAuthenticationProvider.class::isInstance);
                                                    providers.add(refresh);
                                                }))
                                .deviceAuthorizationEndpoint(endpoint -> endpoint.verificationUri("/activate")
                                        .deviceAuthorizationRequestConverter(defaultScopes.forDevices()))
                                .deviceVerificationEndpoint(endpoint -> endpoint.consentPage("/oauth2/consent")
                                        .authenticationProviders(providers -> guard(providers, deviceCodes))
                                        .deviceVerificationResponseHandler(deviceCodes)
                                        .errorResponseHandler(deviceCodes))
                                .oidc(oidc -> oidc.userInfoEndpoint(
                                                endpoint -> endpoint.userInfoMapper(idTokens::userInfo))
                                        .logoutEndpoint(endpoint -> endpoint.logoutResponseHandler(signOut))));
        return pages(http, properties, browsers, signIn, signOut, accounts).build();
    }

    /** All of the authorization server's own but the key set, which is published with the API. */
    private static RequestMatcher addresses(OAuth2AuthorizationServerConfigurer server) {
        PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
        RequestMatcher pages = new OrRequestMatcher(
                PAGES.stream().<RequestMatcher>map(paths::matcher).toList());
        return new AndRequestMatcher(
                new OrRequestMatcher(server.getEndpointsMatcher(), pages),
                new NegatedRequestMatcher(paths.matcher(JWKS)));
    }

    private static HttpSecurity pages(
            HttpSecurity http,
            OAuthProperties properties,
            BrowserSessions browsers,
            SignInPage signIn,
            SignOut signOut,
            Accounts accounts) {
        return http.authenticationProvider(new PasswordSignIn(accounts))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/login/**", "/activate/qr.*")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage("/login")
                        .usernameParameter("email")
                        .successHandler(signIn)
                        .failureHandler(signIn))
                .logout(logout ->
                        logout.logoutUrl("/logout").addLogoutHandler(signOut).logoutSuccessHandler(signOut))
                .exceptionHandling(failures -> failures.defaultAuthenticationEntryPointFor(
                        (request, response, _) -> signIn.ask(request, response),
                        PathPatternRequestMatcher.withDefaults().matcher("/**")))
                .securityContext(context -> context.securityContextRepository(browsers))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfCookie(properties.isSecure()))
                        .csrfTokenRequestHandler(new XorCsrfTokenRequestAttributeHandler()))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .httpBasic(AbstractHttpConfigurer::disable);
    }

    private static CookieCsrfTokenRepository csrfCookie(boolean secure) {
        CookieCsrfTokenRepository cookie = new CookieCsrfTokenRepository();
        cookie.setCookieName(BrowserSessions.cookieName("gaia-csrf", secure));
        cookie.setCookiePath("/");
        cookie.setCookieCustomizer(
                attributes -> attributes.httpOnly(true).secure(secure).sameSite("Lax"));
        return cookie;
    }

    private static void tighten(List<AuthenticationProvider> providers) {
        for (AuthenticationProvider provider : providers) {
            switch (provider) {
                case OAuth2AuthorizationCodeRequestAuthenticationProvider request ->
                    request.setAuthenticationValidator(new AuthorizationRules());
                case OAuth2AuthorizationConsentAuthenticationProvider consent ->
                    consent.setAuthorizationConsentCustomizer(new Refusal());
                default -> {
                    // What extensions add, such as PAR, is not used.
                }
            }
        }
    }

    /**
     * Whoever is sent to a page with a code is always asked: else an address with somebody else's code, opened in a browser
     * that is signed in, would give the other one's headset the account.
     */
    private static void guard(List<AuthenticationProvider> providers, DeviceCodes deviceCodes) {
        providers.replaceAll(provider -> {
            switch (provider) {
                case OAuth2DeviceVerificationAuthenticationProvider verification -> {
                    verification.setAuthorizationConsentRequired(_ -> true);
                    return deviceCodes.guarding(verification);
                }
                case OAuth2DeviceAuthorizationConsentAuthenticationProvider consent -> {
                    consent.setAuthorizationConsentCustomizer(new Refusal());
                    return consent;
                }
                default -> {
                    return provider;
                }
            }
        });
    }

    /** Its sessions live in one instance's memory; ours say the same from the database. */
    private static ObjectPostProcessor<OAuth2AuthorizationEndpointFilter> withoutHttpSession() {
        return new ObjectPostProcessor<>() {
            @Override
            public <T extends OAuth2AuthorizationEndpointFilter> T postProcess(T filter) {
                filter.setSessionAuthenticationStrategy((_, _, _) -> {});
                return filter;
            }
        };
    }
}
