package dev.edgeinfer.gpio;

import dev.edgeinfer.config.GpioConfig;
import java.nio.file.Path;
import java.util.List;

/** The GPIO chips of a machine, as device nodes; the seam between what this package decides and the kernel. */
interface GpioChips {

    /** Device nodes of the chips that are there now, each chip once, in order of their numbers. */
    List<Path> paths();

    /**
     * The node that a chip's number, name or path stands for, whether it exists or not; links are followed.
     *
     * @param chip {@code 0}, {@code gpiochip0} or {@code /dev/gpiochip0}
     */
    Path node(String chip);

    /**
     * Opens a chip; the caller closes it.
     *
     * @throws KernelCallException when the node is missing, is no chip, or may not be opened
     */
    GpioChip open(Path path);

    /** Who may open a device node. */
    Access access(Path path);

    /** Whether the lines are simulated of which a configuration has this to say; real ones may come with a chip. */
    default boolean isSimulated(GpioConfig.Provider provider) {
        return switch (provider) {
            case SIMULATED -> true;
            case CHARDEV -> false;
            case AUTO -> paths().isEmpty();
        };
    }

    /** Waits for edges of inputs of any chip; the caller closes it. */
    EdgePoller poller();

    /**
     * Who may open a device node.
     *
     * @param group name of the group that owns it
     * @param groupMayWrite whether that group may open it for writing
     */
    record Access(String group, boolean groupMayWrite) {}
}
