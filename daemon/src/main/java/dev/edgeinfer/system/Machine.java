package dev.edgeinfer.system;

/**
 * Facts of the machine that the process runs on.
 *
 * @param architecture {@code x86_64} or {@code aarch64}, as Linux calls it
 * @param processors processors that the process may use
 * @param java version and vendor of the JVM
 */
public record Machine(String architecture, int processors, String java) {

    public static Machine current() {
        String architecture = System.getProperty("os.arch");
        return new Machine(
                architecture.equals("amd64") ? "x86_64" : architecture,
                Runtime.getRuntime().availableProcessors(),
                "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")));
    }
}
