package dev.gaia.auth.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes every address that is built from the request one of the gateway's. What {@code Host} says is the gateway's name for
 * this instance, or a client's invention; neither must come back in an address.
 */
final class PublicAddressFilter extends OncePerRequestFilter {

    private final URI publicUrl;
    private final boolean secure;

    PublicAddressFilter(OAuthProperties properties) {
        this.publicUrl = properties.publicUrl();
        this.secure = properties.isSecure();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new AtPublicAddress(request), response);
    }

    private final class AtPublicAddress extends HttpServletRequestWrapper {

        AtPublicAddress(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getScheme() {
            return publicUrl.getScheme();
        }

        @Override
        public String getServerName() {
            return publicUrl.getHost();
        }

        @Override
        public int getServerPort() {
            int port = publicUrl.getPort();
            return port < 0 ? (secure ? 443 : 80) : port;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public StringBuffer getRequestURL() {
            return new StringBuffer(publicUrl.toString()).append(getRequestURI());
        }
    }
}
