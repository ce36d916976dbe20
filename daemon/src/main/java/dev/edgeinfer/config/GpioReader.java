package dev.edgeinfer.config;

import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code gpio}. */
final class GpioReader {

    private static final int MAX_LINES = 1000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern OFFSET = Pattern.compile("0|[1-9][0-9]{0,4}");

    private GpioReader() {}

    static GpioConfig read(YamlMap gpio) {
        Provider provider = gpio.get("provider").choice(Provider.class).orElse(Provider.AUTO);
        return new GpioConfig(provider, gpio.get("lines").section(GpioReader::lines));
    }

    /** A number that says which line of a chip it is, and so says nothing without the chip. */
    static boolean isOffset(String line) {
        return OFFSET.matcher(line).matches();
    }

    /** The listed line that another description means too. */
    static Optional<LineConfig> sameLine(Collection<LineConfig> listed, Optional<String> chip, String line) {
        return listed.stream()
                .filter(other -> other.line().equals(line) && maybeSameChip(other.chip(), chip))
                .findFirst();
    }

    private static Map<String, LineConfig> lines(YamlMap map) {
        Map<String, YamlValue> entries = map.entries();
        if (entries.size() > MAX_LINES) {
            // Each is compared with all before it.
            map.problem("lists " + entries.size() + " lines", "list those that rules use, at most " + MAX_LINES);
            return Map.of();
        }
        var lines = new LinkedHashMap<String, LineConfig>();
        entries.forEach((name, entry) -> {
            if (!NAME.matcher(name).matches()) {
                entry.keyProblem("is not a valid name", "use 1 to 63 letters, digits, dots, - and _");
            }
            lines.put(name, line(entry, lines.values()));
        });
        return lines;
    }

    private static LineConfig line(YamlValue entry, Collection<LineConfig> earlier) {
        // A line without keys has the defaults, as one that is not listed.
        LineConfig line = entry.section(map -> new LineConfig(
                entry.key(),
                map.get("chip").string(),
                map.get("line").string().orElse(entry.key()),
                map.get("active-low").bool().orElse(Boolean.FALSE),
                map.get("bias").choice(Bias.class).orElse(Bias.AS_IS),
                map.get("initial").choice(LineState.class).orElse(LineState.INACTIVE),
                map.get("shutdown").choice(LineState.class).orElse(LineState.INACTIVE)));
        if (isOffset(line.line()) && line.chip().isEmpty()) {
            entry.keyProblem(
                    "has the offset " + line.line() + " but no chip",
                    "add chip: gpiochip0, or give the line by its name, such as line: GPIO17");
        }
        sameLine(earlier, line.chip(), line.line())
                .ifPresent(
                        same -> entry.keyProblem("is the same line as \"" + same.name() + "\"", "remove one of them"));
        return line;
    }

    /** A chip that is not given is the one that has the line, whatever its name. */
    private static boolean maybeSameChip(Optional<String> a, Optional<String> b) {
        return a.isEmpty() || b.isEmpty() || chipName(a.get()).equals(chipName(b.get()));
    }

    private static String chipName(String chip) {
        return isOffset(chip) ? "gpiochip" + chip : chip.startsWith("/dev/") ? chip.substring("/dev/".length()) : chip;
    }
}
