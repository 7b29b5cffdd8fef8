package dev.gaia.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes the same running suite, since a start takes its time; it ends after the last of them. */
final class SharedSuite implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningSuite.class;
    }

    @Override
    public RunningSuite resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RunningSuite suite = context.getRoot()
                .getStore(Namespace.create(SharedSuite.class))
                .computeIfAbsent(RunningSuite.class, _ -> create(), RunningSuite.class);
        try {
            if (!suite.isRunning()) {
                suite.up();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return suite;
    }

    private static RunningSuite create() {
        try {
            return new RunningSuite(Files.createTempDirectory("gaia-suite"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
