package dev.edgeinfer.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Facts of the machine that the process runs on.
 *
 * @param architecture {@code x86_64} or {@code aarch64}, as Linux calls it
 * @param processors processors that the process may use
 * @param java version and vendor of the JVM
 */
public record Machine(String architecture, int processors, String java) {

    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

    /** What it is called, without asking anybody else; empty when it has no name. */
    public static Optional<String> name() {
        try {
            return Optional.of(Files.readString(NAME).strip()).filter(name -> !name.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static Machine current() {
        String architecture = System.getProperty("os.arch");
        return new Machine(
                architecture.equals("amd64") ? "x86_64" : architecture,
                Runtime.getRuntime().availableProcessors(),
                "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")));
    }
}
