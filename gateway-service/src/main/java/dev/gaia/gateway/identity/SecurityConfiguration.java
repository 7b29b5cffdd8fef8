package dev.gaia.gateway.identity;

import dev.gaia.common.identity.ReactiveTokens;
import dev.gaia.common.problem.CommonProblem;
import dev.gaia.common.revocation.RevokedSessions;
import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.RouteTable.Credential;
import dev.gaia.gateway.route.UpstreamName;
import dev.gaia.gateway.route.Upstreams;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Verifies each token here, before anything is passed on; the services verify it again. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityWebFilterChain security(
            ServerHttpSecurity http,
            RouteTable table,
            Credentials credentials,
            VerifiedTokens tokens,
            ServerAuthenticationEntryPoint unauthenticated,
            ServerAccessDeniedHandler denied) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                // Steps of their own in the pipeline.
                .headers(ServerHttpSecurity.HeaderSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(denied))
                // What is not in the table is the gateway's own and open, or not there at all and 404 for everybody.
                .authorizeExchange(paths -> paths.matchers(needsCredential(table))
                        .authenticated()
                        .anyExchange()
                        .permitAll())
                .oauth2ResourceServer(server -> server.bearerTokenConverter(credentials)
                        .authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(denied)
                        .jwt(jwt -> jwt.authenticationManager(tokens)))
                .build();
    }

    private static ServerWebExchangeMatcher needsCredential(RouteTable table) {
        return exchange -> table.find(exchange)
                        .filter(route -> route.credential() == Credential.NEEDED)
                        .isPresent()
                ? ServerWebExchangeMatcher.MatchResult.match()
                : ServerWebExchangeMatcher.MatchResult.notMatch();
    }

    /** Keys are fetched when first needed and when a token names an unknown one, and stay when auth-service is away. */
    @Bean
    PublishedKeys publishedKeys(Upstreams upstreams, WebClient.Builder http) {
        return new PublishedKeys(upstreams.get(UpstreamName.AUTH), http.build());
    }

    @Bean
    ReactiveJwtDecoder jwtDecoder(PublishedKeys keys) {
        return ReactiveTokens.checked(
                NimbusReactiveJwtDecoder.withJwkSource(keys::find).build());
    }

    @Bean
    VerifiedTokens verifiedTokens(
            ReactiveJwtDecoder decoder,
            PublishedKeys keys,
            RevokedSessions revoked,
            InstantSource clock,
            MeterRegistry registry,
            @Value("${gateway.identity.remembered-tokens:10000}") int most) {
        return new VerifiedTokens(decoder, keys::version, revoked, clock, registry, most);
    }

    /** Addresses that could mean something else to a service than to us: doubled or encoded slashes, dots, semicolons. */
    @Bean
    ServerExchangeRejectedHandler suspiciousAddress() {
        return (_, _) -> Mono.error(CommonProblem.INVALID_REQUEST.exception("The address is not well formed."));
    }

    @Bean
    CorsConfigurationSource corsConfiguration(CorsProperties properties) {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOriginPatterns(properties.allowedOrigins());
        cors.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"));
        cors.setAllowedHeaders(List.of("*"));
        cors.setExposedHeaders(List.of("X-Correlation-Id", "Retry-After", "Location", "RateLimit", "RateLimit-Policy"));
        cors.setMaxAge(Duration.ofHours(1));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", cors);
        return source;
    }
}
