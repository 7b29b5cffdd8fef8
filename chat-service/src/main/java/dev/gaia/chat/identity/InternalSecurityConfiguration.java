package dev.gaia.chat.identity;

import dev.gaia.common.identity.AccessTokenRules;
import dev.gaia.common.identity.ReactiveTokens;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;

/** What is between services: tokens that auth-service gave itself for this service alone, for one purpose each. */
@Configuration(proxyBeanMethods = false)
class InternalSecurityConfiguration {

    private static final String AUDIENCE = "gaia-chat";

    @Bean
    @Order(1)
    SecurityWebFilterChain internalSecurity(
            ServerHttpSecurity http,
            @Value("${gaia.auth-url}") String authUrl,
            ServerAuthenticationEntryPoint unauthenticated,
            ServerAccessDeniedHandler denied) {
        ReactiveJwtDecoder decoder = ReactiveTokens.checked(
                NimbusReactiveJwtDecoder.withJwkSetUri(authUrl + "/.well-known/jwks.json")
                        .build(),
                AccessTokenRules.validator(AUDIENCE));
        return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/internal/**"))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(denied))
                .authorizeExchange(paths -> paths.pathMatchers(HttpMethod.DELETE, "/internal/accounts/*")
                        .hasAuthority("SCOPE_internal:erase")
                        .pathMatchers(HttpMethod.GET, "/internal/accounts/*")
                        .hasAuthority("SCOPE_internal:export")
                        .anyExchange()
                        .denyAll())
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(denied)
                        .jwt(jwt -> jwt.jwtDecoder(decoder)))
                .build();
    }
}
