package dev.gaia.asset.identity;

import dev.gaia.common.identity.AccessTokenRules;
import dev.gaia.common.revocation.RevokedSessions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Verifies each access token against auth-service's published keys; the network is not trusted. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            RevokedSessions revoked,
            AuthenticationEntryPoint unauthenticated,
            AccessDeniedHandler denied) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(denied))
                .authorizeHttpRequests(paths -> paths.requestMatchers(
                                "/actuator/health/**", "/actuator/prometheus", "/api/v1/assets/test", "/error")
                        .permitAll()
                        .anyRequest()
                        .hasAuthority("SCOPE_assets"))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(denied)
                        .jwt(jwt -> jwt.jwtAuthenticationConverter(revoked::admit)))
                .build();
    }

    @Bean
    JwtDecoder jwtDecoder(@Value("${gaia.auth-url}") String authUrl) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(authUrl + "/.well-known/jwks.json")
                .build();
        decoder.setJwtValidator(AccessTokenRules.validator());
        return decoder;
    }
}
