package org.pytorch.executorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings the native layer into the process, once: from the directory that {@link Setting#NATIVE_DIR} names, else from
 * the class path by way of the {@link LibraryCache}; then the further backends.
 */
final class NativeLibrary {

    private static final String SHIM = "libexecutorch_jni.so";

    private NativeLibrary() {}

    /**
     * Loads the native layer, or answers at once if it is loaded.
     *
     * @throws ExecutorchRuntimeException if it cannot be loaded; every later call then says the same
     */
    static void require() {
        Attempt.FAILURE.ifPresent(failure -> {
            throw new ExecutorchRuntimeException(ExecutorchRuntimeException.NOT_FOUND, failure);
        });
    }

    /** Initialized by the first call, so that one attempt is made however many threads ask. */
    private static final class Attempt {

        static final Optional<String> FAILURE = load().or(Attempt::openBackends);

        @SuppressWarnings("restricted") // The one place that needs --enable-native-access.
        private static Optional<String> load() {
            String platform = platform();
            Path directory;
            try {
                directory = Setting.NATIVE_DIR.directory().isPresent()
                        ? Setting.NATIVE_DIR.directory().get()
                        : LibraryCache.unpack(platform);
            } catch (IOException e) {
                return Optional.of("The native libraries cannot be unpacked: %s; name a directory that holds them by %s"
                        .formatted(e.getMessage(), Setting.NATIVE_DIR.names()));
            }
            Path shim = directory.toAbsolutePath().resolve(SHIM);
            if (!Files.isRegularFile(shim)) {
                return Optional.of("\"%s\" has no %s for %s; build it with native/build.sh or correct %s"
                        .formatted(directory, SHIM, platform, Setting.NATIVE_DIR.names()));
            }
            try {
                System.load(shim.toString());
                return Optional.empty();
            } catch (UnsatisfiedLinkError e) {
                return Optional.of(
                        "\"%s\" cannot be loaded: %s; it needs %s and a file system that is not mounted noexec"
                                .formatted(shim, e.getMessage(), platform));
            }
        }

        private static Optional<String> openBackends() {
            var directory = Setting.BACKEND_DIR.directory();
            if (directory.isEmpty()) {
                return Optional.empty();
            }
            List<Path> libraries;
            try (var files = Files.list(directory.get())) {
                libraries = files.filter(file -> file.getFileName().toString().endsWith(".so"))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                return Optional.of("The backend directory \"%s\" cannot be read (%s); correct %s"
                        .formatted(directory.get(), e, Setting.BACKEND_DIR.names()));
            }
            return libraries.stream()
                    .map(library -> Optional.ofNullable(
                                    Natives.open(library.toAbsolutePath().toString()))
                            .map(error -> "The backend library \"%s\" cannot be loaded: %s; correct it or %s"
                                    .formatted(library, error, Setting.BACKEND_DIR.names())))
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        /** This machine in the words of JavaCPP's classifiers. */
        private static String platform() {
            String arch = System.getProperty("os.arch");
            return System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-"
                    + switch (arch) {
                        case "amd64" -> "x86_64";
                        case "aarch64" -> "arm64";
                        default -> arch;
                    };
        }
    }
}
