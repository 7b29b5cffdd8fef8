package dev.gaia.launcher;

import java.nio.file.Path;

/** The Java that runs the launcher, which runs everything else too. */
final class Java {

    private Java() {}

    static String command() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }
}
