package dev.edgeinfer.config;

import java.util.Optional;

/** Takes what is wrong with the URI of a source. */
@FunctionalInterface
interface UriProblems {

    /**
     * @param rule what the URI has or is, to be read after it
     * @param hint what to write instead
     */
    void accept(String rule, String hint);

    /** Reports, in the place of what cannot be read. */
    default <T> Optional<T> invalid(String rule, String hint) {
        accept(rule, hint);
        return Optional.empty();
    }

    /** Reports, for use as the last alternative of a condition. */
    default boolean refused(String rule, String hint) {
        accept(rule, hint);
        return false;
    }
}
