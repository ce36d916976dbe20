package dev.edgeinfer.gpio;

import java.nio.file.Path;

/**
 * Where a line was found.
 *
 * @param node device node of its chip; may be another after the chip was unplugged
 * @param label label of the chip, or its name when it has none
 * @param offset number of the line in the chip
 */
record LinePlace(Path node, String label, int offset) {

    /** Chip as in {@code gpiochip0 "pinctrl-rp1"}, for people. */
    String chip() {
        return "%s \"%s\"".formatted(node.getFileName(), label);
    }
}
