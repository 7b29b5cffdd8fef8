package dev.gaia.chat.engine.model;

/** Settings that DJL reads when it loads PyTorch's native library; what the command line says comes first. */
final class NativeLibrary {

    private NativeLibrary() {}

    static void configure() {
        setDefault("ai.djl.offline", "true");
        setDefault("ai.djl.pytorch.num_interop_threads", "1");
        setDefault("ai.djl.pytorch.num_threads", Integer.toString(threads()));
    }

    /** One thread a core is best up to a handful of cores; beyond, a small model only waits at its barriers. */
    static int threads() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
