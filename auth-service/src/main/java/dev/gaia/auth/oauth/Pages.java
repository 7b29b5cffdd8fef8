package dev.gaia.auth.oauth;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** The pages that people see: templates in {@code resources/pages}, in which every value is escaped. */
@Component
class Pages {

    private static final String FOLDER = "pages/";

    private final Mustache.Compiler compiler = Mustache.compiler()
            .escapeHTML(true)
            .emptyStringIsFalse(true)
            .strictSections(true)
            .withLoader(Pages::source);
    private final Map<String, Template> templates = new ConcurrentHashMap<>();

    private static Reader source(String name) throws IOException {
        return new InputStreamReader(
                new ClassPathResource(FOLDER + name + ".html").getInputStream(), StandardCharsets.UTF_8);
    }

    void show(
            String name,
            HttpStatus status,
            Map<String, ?> values,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Map<String, Object> all = new HashMap<>(values);
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
            all.put("csrfName", token.getParameterName());
            all.put("csrfValue", token.getToken());
        }
        String page = templates.computeIfAbsent(name, this::load).execute(all);
        response.setStatus(status.value());
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter().write(page);
    }

    private Template load(String name) {
        return compiler.loadTemplate(name);
    }
}
