package dev.gaia.asset.identity;

import dev.gaia.common.identity.AccessTokenRules;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;

/** What is between services: tokens that auth-service gave itself for this service alone, for one purpose each. */
@Configuration(proxyBeanMethods = false)
class InternalSecurityConfiguration {

    private static final String AUDIENCE = "gaia-asset";

    @Bean
    @Order(1)
    SecurityFilterChain internalSecurity(
            HttpSecurity http,
            @Value("${gaia.auth-url}") String authUrl,
            AuthenticationEntryPoint unauthenticated,
            AccessDeniedHandler denied) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(authUrl + "/.well-known/jwks.json")
                .build();
        decoder.setJwtValidator(AccessTokenRules.validator(AUDIENCE));
        return http.securityMatcher("/internal/**")
                .csrf(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(denied))
                .authorizeHttpRequests(paths -> paths.requestMatchers(HttpMethod.DELETE, "/internal/accounts/*")
                        .hasAuthority("SCOPE_internal:erase")
                        .requestMatchers(HttpMethod.GET, "/internal/accounts/*")
                        .hasAuthority("SCOPE_internal:export")
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(denied)
                        .jwt(jwt -> jwt.decoder(decoder)))
                .build();
    }
}
