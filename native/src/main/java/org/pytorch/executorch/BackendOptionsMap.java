package org.pytorch.executorch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Load-time options for backends, by backend and key, e.g. {@code ("XnnpackBackend", "workspace_sharing_mode", 1)}.
 *
 * <p>{@code workspace_sharing_mode} of XNNPACK: 0 = a workspace for each delegate, 1 = one for each program, 2 = one
 * for the whole process (least memory, but calls of different programs wait for each other).
 *
 * <p>A backend takes the options that it knows; ExecuTorch ignores keys that no backend asks for. Not thread-safe; a
 * module copies the options while it loads.
 */
public final class BackendOptionsMap {

    private static final int MAX_NAME_BYTES = 63;

    record Option(String backend, String key, int value) {}

    private final List<Option> options = new ArrayList<>();

    /**
     * Sets one option, replacing an earlier value of the same key.
     *
     * @param backend name of the backend as in {@link ExecuTorchRuntime#getRegisteredBackends()}, 1..63 bytes
     * @param key name of the option, 1..63 bytes
     * @return this
     * @throws IllegalArgumentException if a name is empty or longer than the runtime can hold
     */
    public BackendOptionsMap setInt(String backend, String key, int value) {
        requireName("backend", backend);
        requireName("option key", key);
        options.removeIf(option -> option.backend.equals(backend) && option.key.equals(key));
        options.add(new Option(backend, key, value));
        return this;
    }

    /** Whether no option is set. */
    public boolean isEmpty() {
        return options.isEmpty();
    }

    List<Option> options() {
        return options;
    }

    private static void requireName(String what, String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "The %s \"%s\" must have 1 to %d bytes".formatted(what, name, MAX_NAME_BYTES));
        }
    }
}
