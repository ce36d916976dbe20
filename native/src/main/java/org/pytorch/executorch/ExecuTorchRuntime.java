package org.pytorch.executorch;

import java.nio.file.Files;
import java.nio.file.Path;

/** The native runtime of this process: what it can run. Loading it is the first thing that any other class does. */
public final class ExecuTorchRuntime {

    private static final ExecuTorchRuntime INSTANCE = new ExecuTorchRuntime();

    private ExecuTorchRuntime() {}

    /**
     * The runtime, loaded.
     *
     * @throws ExecutorchRuntimeException if the native libraries, or a backend that the environment names, cannot be
     *     loaded
     */
    public static ExecuTorchRuntime getRuntime() {
        NativeLibrary.require();
        return INSTANCE;
    }

    /**
     * Checks that a path names a readable file.
     *
     * @param description what the file is, for the message
     * @throws IllegalArgumentException if it does not
     */
    public static void validateFilePath(String path, String description) {
        if (path == null) {
            throw new IllegalArgumentException("The path of the %s is null".formatted(description));
        }
        Path file = Path.of(path);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("The %s \"%s\" does not exist".formatted(description, path));
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("The %s \"%s\" is not a file".formatted(description, path));
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "The %s \"%s\" cannot be read by this user".formatted(description, path));
        }
    }

    /** Names of the operators that kernels are registered for, e.g. {@code aten::add.out}, sorted. */
    public static String[] getRegisteredOps() {
        getRuntime();
        return Natives.registeredOps();
    }

    /** Names of the registered backends, e.g. {@code XnnpackBackend}, sorted. */
    public static String[] getRegisteredBackends() {
        getRuntime();
        return Natives.registeredBackends();
    }
}
