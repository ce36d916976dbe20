package dev.edgeinfer.gpio;

import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.RuleConfig;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Looks whether the lines of a configuration could be had, without opening any. */
public final class LineProbe {

    private final GpioChips chips;

    /** Of the chips of this machine. */
    public LineProbe() {
        this(new CharDevChips());
    }

    LineProbe(GpioChips chips) {
        this.chips = chips;
    }

    /**
     * Tells what would keep lines from being opened, one sentence each.
     *
     * @param rules rules of the configuration, for the lines that it does not list
     */
    public List<String> obstacles(GpioConfig config, Collection<RuleConfig> rules) {
        if (chips.isSimulated(config.provider())) {
            return List.of();
        }
        LineFinder finder = new LineFinder(chips);
        return Stream.concat(
                        OutputConfigs.of(config, rules).values().stream(),
                        config.inputs().values().stream().map(LineFinder::lineOf))
                .flatMap(line -> finder.probe(line).stream())
                .toList();
    }
}
