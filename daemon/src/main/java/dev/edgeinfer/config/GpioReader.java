package dev.edgeinfer.config;

import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.InputConfig.Action;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code gpio}. */
final class GpioReader {

    private static final int MAX_LINES = 1000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern OFFSET = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final Duration LONGEST_DEBOUNCE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_BURST = Duration.ofMillis(100);
    private static final Duration LONGEST_BURST = Duration.ofHours(1);

    private final Set<String> cameras;

    /** @param cameras names of all cameras */
    GpioReader(Set<String> cameras) {
        this.cameras = cameras;
    }

    GpioConfig read(YamlMap gpio) {
        Provider provider = gpio.get("provider").choice(Provider.class).orElse(Provider.AUTO);
        Map<String, LineConfig> lines = gpio.get("lines").section(GpioReader::lines);
        return new GpioConfig(provider, lines, gpio.get("inputs").section(map -> inputs(map, lines)));
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

    /** The input that another description means too. */
    static Optional<InputConfig> sameInput(Collection<InputConfig> inputs, Optional<String> chip, String line) {
        return inputs.stream()
                .filter(other -> other.line().equals(line) && maybeSameChip(other.chip(), chip))
                .findFirst();
    }

    private static Map<String, LineConfig> lines(YamlMap map) {
        var lines = new LinkedHashMap<String, LineConfig>();
        named(map).forEach((name, entry) -> lines.put(name, line(entry, lines.values())));
        return lines;
    }

    /** @param lines those that are listed as outputs */
    private Map<String, InputConfig> inputs(YamlMap map, Map<String, LineConfig> lines) {
        var inputs = new LinkedHashMap<String, InputConfig>();
        named(map).forEach((name, entry) -> {
            InputConfig input = input(entry);
            verifyPlace(entry, input.chip(), input.line());
            sameInput(inputs.values(), input.chip(), input.line())
                    .ifPresent(same -> isSameAs(entry, "\"" + same.name() + "\""));
            Optional.ofNullable(lines.get(name))
                    .or(() -> sameLine(lines.values(), input.chip(), input.line()))
                    .ifPresent(same -> isSameAs(entry, "the output \"" + same.name() + "\" of gpio.lines"));
            inputs.put(name, input);
        });
        return inputs;
    }

    private InputConfig input(YamlValue entry) {
        return entry.section(map -> {
            Optional<Action> onActive = map.get("on-active").choice(Action.class);
            Optional<Action> onInactive = map.get("on-inactive").choice(Action.class);
            boolean bursts = onActive.equals(Optional.of(Action.BURST)) || onInactive.equals(Optional.of(Action.BURST));
            return new InputConfig(
                    entry.key(),
                    map.get("chip").string(),
                    map.get("line").string().orElse(entry.key()),
                    map.get("active-low").bool().orElse(Boolean.FALSE),
                    map.get("bias").choice(Bias.class).orElse(Bias.AS_IS),
                    map.get("debounce")
                            .duration(Duration.ZERO, LONGEST_DEBOUNCE)
                            .orElse(InputConfig.DEFAULT_DEBOUNCE),
                    onActive,
                    onInactive,
                    ofBursts(map.get("burst"), bursts)
                            .duration(SHORTEST_BURST, LONGEST_BURST)
                            .orElse(InputConfig.DEFAULT_BURST),
                    cameras(ofBursts(map.get("camera"), bursts)));
        });
    }

    private static YamlValue ofBursts(YamlValue value, boolean bursts) {
        if (value.isPresent() && !bursts) {
            value.keyProblem("has no effect without a burst", "write on-active: burst or remove the key");
        }
        return value;
    }

    /** One camera, or a list of them. */
    private List<String> cameras(YamlValue value) {
        if (!value.isCollection()) {
            return camera(value).stream().toList();
        }
        return value.list(this::camera).orElse(List.of()).stream().distinct().toList();
    }

    private Optional<String> camera(YamlValue value) {
        Optional<String> name = value.string();
        name.filter(camera -> !cameras.contains(camera))
                .ifPresent(camera -> value.problem("is not a camera", NearestName.hint(camera, cameras)));
        return name;
    }

    private static Map<String, YamlValue> named(YamlMap map) {
        Map<String, YamlValue> entries = map.entries();
        if (entries.size() > MAX_LINES) {
            // Each is compared with all before it.
            map.problem("lists " + entries.size() + " lines", "list those that rules use, at most " + MAX_LINES);
            return Map.of();
        }
        entries.forEach((name, entry) -> {
            if (!NAME.matcher(name).matches()) {
                entry.keyProblem("is not a valid name", "use 1 to 63 letters, digits, dots, - and _");
            }
        });
        return entries;
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
        verifyPlace(entry, line.chip(), line.line());
        sameLine(earlier, line.chip(), line.line()).ifPresent(same -> isSameAs(entry, "\"" + same.name() + "\""));
        return line;
    }

    private static void verifyPlace(YamlValue entry, Optional<String> chip, String line) {
        if (isOffset(line) && chip.isEmpty()) {
            entry.keyProblem(
                    "has the offset " + line + " but no chip",
                    "add chip: gpiochip0, or give the line by its name, such as line: GPIO17");
        }
    }

    private static void isSameAs(YamlValue entry, String other) {
        entry.keyProblem("is the same line as " + other, "remove one of them");
    }

    /** A chip that is not given is the one that has the line, whatever its name. */
    private static boolean maybeSameChip(Optional<String> a, Optional<String> b) {
        return a.isEmpty() || b.isEmpty() || chipName(a.get()).equals(chipName(b.get()));
    }

    private static String chipName(String chip) {
        return isOffset(chip) ? "gpiochip" + chip : chip.startsWith("/dev/") ? chip.substring("/dev/".length()) : chip;
    }
}
