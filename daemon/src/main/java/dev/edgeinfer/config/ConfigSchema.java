package dev.edgeinfer.config;

import java.io.InputStream;
import java.util.Objects;

/** The JSON Schema of the configuration, for editors: every key with its kind, range and default. */
public final class ConfigSchema {

    private static final String FILE = "schema.json";

    private ConfigSchema() {}

    /** Its text in UTF-8, the caller's to close. */
    public static InputStream open() {
        return Objects.requireNonNull(ConfigSchema.class.getResourceAsStream(FILE), "no jar is without " + FILE);
    }
}
