package dev.edgeinfer.config.edit;

import java.util.Map;
import java.util.function.UnaryOperator;

/** What somebody wants the configuration to be. Secrets may have stayed masked in it. */
public sealed interface ConfigWish {

    /** @param utf8 the whole text of the main file, to be kept as it is */
    record Text(byte[] utf8) implements ConfigWish {}

    /**
     * Other values, to be written into the text that there is.
     *
     * @param change makes of the values as they are shown, those of all files together, the ones that are wanted
     */
    record Values(UnaryOperator<Map<String, Object>> change) implements ConfigWish {}
}
