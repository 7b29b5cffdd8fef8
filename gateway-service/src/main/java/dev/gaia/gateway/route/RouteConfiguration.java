package dev.gaia.gateway.route;

import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tells Spring Cloud Gateway the table as one route: it would try route after route, each in several asynchronous steps. The
 * pipeline's upstream step replaces the address by an instance's.
 */
@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

    @Bean
    RouteLocator routes(RouteTable table, RouteLocatorBuilder builder) {
        return builder.routes()
                .route(
                        "table",
                        spec -> spec.predicate(exchange -> table.find(exchange).isPresent())
                                .uri("http://instance"))
                .build();
    }
}
