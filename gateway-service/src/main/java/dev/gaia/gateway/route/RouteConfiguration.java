package dev.gaia.gateway.route;

import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells Spring Cloud Gateway the table; the pipeline's upstream step replaces the address by an instance's. */
@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

    @Bean
    RouteLocator routes(RouteTable table, RouteLocatorBuilder builder) {
        RouteLocatorBuilder.Builder routes = builder.routes();
        for (RouteTable.Route route : table.routes()) {
            String pattern = route.path().getPatternString();
            routes.route(
                    pattern,
                    spec -> spec.path(pattern).uri("http://" + route.upstream().label()));
        }
        return routes.build();
    }
}
