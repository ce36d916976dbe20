package dev.edgeinfer.config;

import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.config.RuleConfig.Blink;
import dev.edgeinfer.config.RuleConfig.GpioOutput;
import dev.edgeinfer.config.RuleConfig.Mode;
import dev.edgeinfer.config.RuleConfig.Pwm;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code gpio} of rules, one rule after the other, and checks that no two rules want different things of a line at
 * the same priority.
 */
final class OutputReader {

    private static final Duration DEFAULT_PULSE = Duration.ofMillis(500);
    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration SHORTEST_BLINK = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int HIGHEST_PRIORITY = 1000;

    private final Map<String, LineConfig> lines;
    private final Map<String, InputConfig> inputs;
    private final Map<String, List<Claim>> claims = new HashMap<>();

    /** What a rule that was read earlier wants of a line. */
    private record Claim(String rule, GpioOutput output) {}

    /** @param gpio the listed lines */
    OutputReader(GpioConfig gpio) {
        this.lines = gpio.lines();
        this.inputs = gpio.inputs();
    }

    /** One output, or a list of them. */
    List<GpioOutput> read(String rule, YamlValue value) {
        if (!value.isPresent()) {
            return List.of();
        }
        if (!value.isList()) {
            return value.map(map -> output(rule, map)).stream().toList();
        }
        List<GpioOutput> outputs =
                value.list(entry -> entry.map(map -> output(rule, map))).orElse(List.of());
        var seen = new HashSet<String>();
        outputs.stream()
                .filter(output -> !seen.add(output.line()))
                .findFirst()
                .ifPresent(output ->
                        value.problem("names line \"%s\" twice".formatted(output.line()), "remove one of them"));
        return outputs;
    }

    private Optional<GpioOutput> output(String rule, YamlMap map) {
        YamlValue lineValue = map.get("line").required("write line: GPIO17");
        Optional<String> line = line(lineValue);
        YamlValue modeValue = map.get("mode");
        Optional<Mode> mode = modeValue.isPresent() ? modeValue.choice(Mode.class) : Optional.of(Mode.FOLLOW);
        Duration pulse = time(map.get("pulse"), Mode.PULSE, mode, SHORTEST).orElse(DEFAULT_PULSE);
        Duration hold = time(map.get("hold"), Mode.HOLD, mode, SHORTEST).orElse(DEFAULT_HOLD);
        var blink = new Blink(
                time(map.get("on"), Mode.BLINK, mode, SHORTEST_BLINK).orElse(Blink.DEFAULT.on()),
                time(map.get("off"), Mode.BLINK, mode, SHORTEST_BLINK).orElse(Blink.DEFAULT.off()));
        var pwm = new Pwm(
                only(map.get("frequency"), Mode.PWM, mode)
                        .positive(Pwm.MOST_HERTZ)
                        .orElse(Pwm.DEFAULT.frequency()),
                only(map.get("duty"), Mode.PWM, mode).decimal(0, 1).orElse(Pwm.DEFAULT.duty()));
        LineState state = state(map.get("state"), mode);
        int priority =
                map.get("priority").integer(-HIGHEST_PRIORITY, HIGHEST_PRIORITY).orElse(0);
        Optional<GpioOutput> output = line.flatMap(
                name -> mode.map(how -> new GpioOutput(name, how, pulse, hold, blink, pwm, state, priority)));
        output.ifPresent(read -> verifyPeace(rule, read, lineValue));
        return output;
    }

    private static Optional<Duration> time(YamlValue value, Mode needed, Optional<Mode> mode, Duration shortest) {
        return only(value, needed, mode).duration(shortest, LONGEST);
    }

    /** A value that has an effect with one mode only. */
    private static YamlValue only(YamlValue value, Mode needed, Optional<Mode> mode) {
        mode.filter(other -> value.isPresent() && other != needed)
                .ifPresent(other -> value.problem(
                        "has no effect with mode " + YamlValue.word(other),
                        "write mode: " + YamlValue.word(needed) + " or remove the key"));
        return value;
    }

    private static LineState state(YamlValue value, Optional<Mode> mode) {
        LineState state = value.choice(LineState.class).orElse(LineState.ACTIVE);
        mode.filter(how -> state == LineState.INACTIVE && (how == Mode.BLINK || how == Mode.PWM))
                .ifPresent(how -> value.problem(
                        "does not go with mode " + YamlValue.word(how),
                        "write mode: follow, pulse or hold, or remove the key"));
        return state;
    }

    /** Rules that want the same of a line share it; where they differ somebody has to say who wins. */
    private void verifyPeace(String rule, GpioOutput output, YamlValue place) {
        List<Claim> earlier = claims.computeIfAbsent(output.line(), line -> new ArrayList<>());
        earlier.stream()
                .filter(other -> other.output().priority() == output.priority()
                        && !other.rule().equals(rule))
                .filter(other -> !wish(other.output()).equals(wish(output)))
                .findFirst()
                .ifPresent(other -> place.problem(
                        "is fought over with rule \"%s\", which wants it %s where this one wants it %s"
                                .formatted(other.rule(), wish(other.output()), wish(output)),
                        "give the one that is to win a higher priority, such as priority: %d"
                                .formatted(output.priority() + 1)));
        earlier.add(new Claim(rule, output));
    }

    /** What an output makes of its line while it is at it, for people. */
    private static String wish(GpioOutput output) {
        return switch (output.mode()) {
            case FOLLOW, PULSE, HOLD -> YamlValue.word(output.state());
            case BLINK ->
                "to blink (on %d ms, off %d ms)"
                        .formatted(
                                output.blink().on().toMillis(),
                                output.blink().off().toMillis());
            case PWM ->
                String.format(
                        Locale.ROOT,
                        "as pwm (%s Hz, duty %s)",
                        output.pwm().frequency(),
                        output.pwm().duty());
        };
    }

    private Optional<String> line(YamlValue value) {
        Optional<String> line = value.string();
        line.ifPresent(name -> {
            if (inputs.containsKey(name)) {
                value.problem("is an input", "choose another line, or list it in gpio.lines instead of gpio.inputs");
            } else if (!lines.containsKey(name)) {
                verifyUnlisted(value, name);
            }
        });
        return line;
    }

    /** A line that is not listed is a kernel line name or {@code chip/offset}. */
    private void verifyUnlisted(YamlValue value, String name) {
        int slash = name.lastIndexOf('/');
        Optional<String> chip = slash > 0 ? Optional.of(name.substring(0, slash)) : Optional.empty();
        String line = name.substring(slash + 1);
        if (slash >= 0 && (chip.isEmpty() || !GpioReader.isOffset(line))) {
            value.problem("is not chip/offset", "write gpiochip0/17, or the line's name, such as GPIO17");
        } else if (slash < 0 && GpioReader.isOffset(line)) {
            value.problem(
                    "is an offset without a chip", "write gpiochip0/" + line + ", or the line's name, such as GPIO17");
        } else {
            Optional<LineConfig> listed = GpioReader.sameLine(lines.values(), chip, line);
            listed.ifPresent(same ->
                    value.problem("is listed as \"" + same.name() + "\" in gpio.lines", "write line: " + same.name()));
            GpioReader.sameInput(inputs.values(), chip, line)
                    .filter(_ -> listed.isEmpty())
                    .ifPresent(input -> value.problem(
                            "is the input \"" + input.name() + "\"",
                            "choose another line, or list it in gpio.lines instead of gpio.inputs"));
        }
    }
}
