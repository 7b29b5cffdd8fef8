package dev.gaia.common.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

/** Gives every web service the answers to its failures, for its security configuration to use as well. */
@AutoConfiguration
class ProblemAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = Type.SERVLET)
    static class Servlet {

        @Bean
        ServletProblems servletProblems(JsonMapper json) {
            return new ServletProblems(json);
        }

        @Bean
        ServletFailureFilter servletFailureFilter(ServletProblems problems) {
            return new ServletFailureFilter(problems);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = Type.REACTIVE)
    static class Reactive {

        /** Before Boot's own handler, which is at -1. */
        @Bean
        @Order(-2)
        ReactiveProblems reactiveProblems(JsonMapper json) {
            return new ReactiveProblems(json);
        }
    }
}
