package dev.gaia.auth.validation;

import dev.gaia.auth.session.Revocations;
import dev.gaia.common.identity.CallerAuthentication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;

/** What needs a token here: ending a session, and an account's keys. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            JwtDecoder decoder,
            Revocations revocations,
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
                                "/api/*/auth/register",
                                "/api/*/auth/login",
                                "/api/*/auth/refresh",
                                "/api/*/auth/validate",
                                "/auth/api-key-login",
                                "/internal/**",
                                "/error")
                        .permitAll()
                        .requestMatchers(
                                HttpMethod.GET, "/.well-known/jwks.json", "/actuator/health/**", "/actuator/prometheus")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(denied)
                        .jwt(jwt ->
                                jwt.decoder(decoder).jwtAuthenticationConverter(token -> caller(token, revocations))))
                .build();
    }

    private static CallerAuthentication caller(Jwt token, Revocations revocations) {
        CallerAuthentication caller = CallerAuthentication.from(token);
        if (revocations.hasEnded(caller.getPrincipal().sessionId())) {
            throw new InvalidBearerTokenException("The session has ended");
        }
        return caller;
    }
}
