package dev.gaia.common.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers what fails in filters, such as Spring Security's, like what fails in controllers. */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class ServletFailureFilter extends OncePerRequestFilter {

    private final ServletProblems problems;

    ServletFailureFilter(ServletProblems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException failure) {
            if (response.isCommitted()) {
                throw failure;
            }
            problems.write(request, response, Problems.from(failure));
        }
    }
}
