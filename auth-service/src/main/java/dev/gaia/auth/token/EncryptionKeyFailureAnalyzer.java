package dev.gaia.auth.token;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at start what to do about a missing or wrong key, in place of a stack trace. */
final class EncryptionKeyFailureAnalyzer extends AbstractFailureAnalyzer<EncryptionKeyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, EncryptionKeyException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), """
                Set GAIA_KEY_ENCRYPTION_KEY to 32 random bytes in base64, the same for every instance and every start; \
                auth-service encrypts its signing keys with it. Make one with

                    openssl rand -base64 32

                When it was lost: DELETE FROM signing_key in auth-service's database and start again with a new one. \
                Access tokens then become invalid; sign-ins and API keys stay.""", cause);
    }
}
