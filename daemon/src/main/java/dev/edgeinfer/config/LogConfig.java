package dev.edgeinfer.config;

/**
 * What is logged.
 *
 * @param level least level of a line, {@code INFO} by default
 */
public record LogConfig(Level level) {

    /** Levels of a line, least first. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
