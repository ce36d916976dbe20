package org.pytorch.executorch;

import java.nio.file.Path;
import java.util.Optional;

/** What the environment can say about the runtime: a system property, else an environment variable, else nothing. */
enum Setting {
    /**
     * A directory with {@code libexecutorch_jni.so} and the runtime's libraries, instead of those in the class path.
     */
    NATIVE_DIR("executorch.native.dir", "EXECUTORCH_NATIVE_DIR"),
    /**
     * A directory whose libraries, backends and kernels beyond the bundled ones, are opened before the first program.
     */
    BACKEND_DIR("executorch.backend.dir", "EXECUTORCH_BACKEND_DIR"),
    /** Where libraries from the class path are unpacked. */
    CACHE_DIR("executorch.cache.dir", "EXECUTORCH_CACHE_DIR"),
    /** Whether modules record a profile. */
    ETDUMP("executorch.etdump", "EXECUTORCH_ETDUMP");

    private final String property;
    private final String variable;

    Setting(String property, String variable) {
        this.property = property;
        this.variable = variable;
    }

    /** Both names, for messages. */
    String names() {
        return "-D%s / %s".formatted(property, variable);
    }

    Optional<String> value() {
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }

    Optional<Path> directory() {
        return value().map(Path::of);
    }

    boolean isOn() {
        return value().filter(value -> value.equals("1") || value.equals("true"))
                .isPresent();
    }
}
