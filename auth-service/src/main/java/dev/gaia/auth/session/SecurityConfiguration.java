package dev.gaia.auth.session;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Two worlds: the addresses at which a caller proves who they are, where an access token means nothing (not even an
 * expired one, which a client that refreshes may well send), and all others, which need one.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String[] OPEN = {
        "/api/v0.3/auth/register",
        "/api/v0.3/auth/login",
        "/api/v0.3/auth/refresh",
        "/api/v0.3/auth/validate",
        "/api/v1/auth/register",
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/auth/validate",
        "/api/v0.3/auth/confirm",
        "/api/v0.3/auth/resend-verification",
        "/api/v1/auth/confirm",
        "/api/v1/auth/resend-verification",
        "/api/v2/account/password-reset",
        "/api/v2/account/password-reset/confirm",
        "/account/*.html",
        "/account/*.css",
        "/account/*.js",
        "/auth/api-key-login",
        "/internal/**",
        "/.well-known/jwks.json",
        "/actuator/**",
        "/error"
    };

    private static final String OWN_FILES_ONLY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(1)
    SecurityFilterChain open(HttpSecurity http) {
        return stateless(http)
                .securityMatcher(OPEN)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(OWN_FILES_ONLY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain withAccessToken(
            HttpSecurity http, Sessions sessions, AuthenticationEntryPoint entryPoint, AccessDeniedHandler denied) {
        return stateless(http)
                .authorizeHttpRequests(requests -> requests.requestMatchers("/api/v2/admin/**")
                        .hasAuthority("SCOPE_admin")
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(entryPoint)
                        .accessDeniedHandler(denied)
                        .jwt(jwt -> jwt.jwtAuthenticationConverter(sessions::callerOf)))
                .exceptionHandling(failures ->
                        failures.authenticationEntryPoint(entryPoint).accessDeniedHandler(denied))
                .build();
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable) // no cookie says who calls
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }
}
