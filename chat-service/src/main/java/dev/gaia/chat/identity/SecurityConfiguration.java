package dev.gaia.chat.identity;

import dev.gaia.common.identity.CallerAuthentication;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import reactor.core.publisher.Mono;

/** Verifies each access token against auth-service's published keys; the network is not trusted. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityWebFilterChain security(
            ServerHttpSecurity http,
            ReactiveJwtDecoder decoder,
            ServerAuthenticationEntryPoint unauthenticated,
            ServerAccessDeniedHandler denied) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(denied))
                .authorizeExchange(paths -> paths.pathMatchers("/actuator/health/**", "/actuator/prometheus")
                        .permitAll()
                        .anyExchange()
                        .hasAuthority("SCOPE_chat"))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(denied)
                        .jwt(jwt -> jwt.jwtDecoder(decoder)
                                .jwtAuthenticationConverter(
                                        token -> Mono.fromSupplier(() -> CallerAuthentication.from(token)))))
                .build();
    }

    @Bean
    ReactiveJwtDecoder jwtDecoder(@Value("${gaia.auth-url}") String authUrl) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSetUri(authUrl + "/.well-known/jwks.json")
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(List.of(
                new JwtTimestampValidator(Duration.ofSeconds(5)),
                new JwtIssuerValidator("gaia"),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains("gaia")))));
        // The decoder takes it for a fault of ours when the keys cannot be read; it is not, nor is it the token's.
        return token -> decoder.decode(token)
                .onErrorMap(
                        IllegalStateException.class, away -> new JwtException("The token cannot be checked now", away));
    }
}
