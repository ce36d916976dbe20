package dev.edgeinfer.system;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the daemon can keep anything; a value of one moment.
 *
 * @param path the state directory
 * @param freeBytes bytes that the daemon's user may still write; empty: not known
 * @param problem one sentence that says what is wrong and what to do; empty when the state is {@code OK}
 */
public record StorageStatus(Path path, OptionalLong freeBytes, State state, Optional<String> problem) {

    /** How a small file fares that is written there. */
    public enum State {
        OK,
        FULL,
        READ_ONLY,
        MISSING,
        /** It fails in another way, or does not come to an end: a disk that breaks or a share that is gone. */
        FAILING
    }
}
