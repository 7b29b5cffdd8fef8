package dev.gaia.common.revocation;

import java.io.IOException;
import java.net.http.HttpRequest;

/** Says to auth-service which service asks. */
@FunctionalInterface
public interface ServiceCredential {

    void addTo(HttpRequest.Builder request) throws IOException, InterruptedException;
}
