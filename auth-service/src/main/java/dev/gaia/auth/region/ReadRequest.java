package dev.gaia.auth.region;

import dev.gaia.common.problem.CommonProblem;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body was read before its time; it gives the same body again. */
final class ReadRequest extends HttpServletRequestWrapper {

    private final byte[] body;

    private ReadRequest(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
    }

    /** @throws org.springframework.web.ErrorResponseException when it is longer than any sound one */
    static ReadRequest of(HttpServletRequest request, int mostBytes) throws IOException {
        byte[] body = request.getInputStream().readNBytes(mostBytes + 1);
        if (body.length > mostBytes) {
            throw CommonProblem.INVALID_REQUEST.exception("The body is too long.");
        }
        return new ReadRequest(request, body);
    }

    byte[] body() {
        return body.clone();
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public ServletInputStream getInputStream() {
        ByteArrayInputStream again = new ByteArrayInputStream(body);
        return new ServletInputStream() {
            @Override
            public int read() {
                return again.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return again.read(into, offset, length);
            }

            @Override
            public boolean isFinished() {
                return again.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException("It is read already");
            }
        };
    }
}
