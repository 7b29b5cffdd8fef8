package dev.gaia.gateway.identity;

import dev.gaia.common.identity.ReactiveTokens;
import dev.gaia.common.problem.CommonProblem;
import dev.gaia.common.revocation.RevokedSessions;
import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.UpstreamName;
import dev.gaia.gateway.route.Upstreams;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Verifies each token here, before anything is passed on; the services verify it again. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** All that Spring Security does here is its check of addresses and headers, and one filter. */
    @Bean
    SecurityWebFilterChain security(
            RouteTable table,
            Credentials credentials,
            VerifiedTokens tokens,
            ServerAuthenticationEntryPoint unauthenticated) {
        return new MatcherSecurityWebFilterChain(
                ServerWebExchangeMatchers.anyExchange(),
                List.of(new IdentityFilter(table, credentials, tokens, unauthenticated)));
    }

    /** Spring Security would observe each of its filters in each request, which nobody looks at. */
    @Bean
    SecurityObservationSettings unobserved() {
        return SecurityObservationSettings.noObservations();
    }

    /** Spring Security's own, but for the regular expressions that it holds every header to. */
    @Bean
    ServerWebExchangeFirewall firewall() {
        StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowedHeaderNames(SecurityConfiguration::isPrintable);
        firewall.setAllowedHeaderValues(SecurityConfiguration::isPrintable);
        return firewall;
    }

    /** @param text null for a header that is asked for and not there */
    private static boolean isPrintable(@Nullable String text) {
        return text == null
                || text.chars().noneMatch(next -> Character.isISOControl(next) || !Character.isDefined(next));
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
