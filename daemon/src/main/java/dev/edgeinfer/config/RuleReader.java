package dev.edgeinfer.config;

import dev.edgeinfer.config.RuleConfig.GpioOutput;
import dev.edgeinfer.config.RuleConfig.Mode;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code rules} and checks what they refer to. */
final class RuleReader {

    private static final double DEFAULT_MIN_SCORE = 0.5;
    private static final Duration DEFAULT_PULSE = Duration.ofMillis(500);
    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Set<String> cameras;
    private final Map<String, LineConfig> lines;
    private final Set<String> webhooks;

    /**
     * @param cameras names of all cameras
     * @param lines the listed GPIO lines by name
     * @param webhooks names of all webhooks
     */
    RuleReader(Set<String> cameras, Map<String, LineConfig> lines, Set<String> webhooks) {
        this.cameras = cameras;
        this.lines = lines;
        this.webhooks = webhooks;
    }

    Optional<RuleConfig> read(YamlValue entry) {
        return entry.map(rule -> {
            Optional<When> when =
                    rule.get("when").required("write when: { label: person }").map(this::when);
            YamlValue gpioValue = rule.get("gpio");
            YamlValue webhookValue = rule.get("webhook");
            if (!webhookValue.isPresent()) {
                gpioValue.required("write gpio: { line: GPIO17 }");
            }
            List<GpioOutput> gpio = outputs(gpioValue);
            List<String> told = webhooks(webhookValue);
            return when.map(w -> new RuleConfig(entry.key(), w, gpio, told));
        });
    }

    private Optional<When> when(YamlMap when) {
        Optional<String> label =
                when.get("label").required("write label: person").string();
        double minScore = when.get("min-score").decimal(0, 1).orElse(DEFAULT_MIN_SCORE);
        Duration duration = when.get("for").duration(Duration.ZERO, LONGEST).orElse(Duration.ZERO);
        List<String> from = cameras(when.get("camera"));
        return label.map(what -> new When(what, minScore, duration, from));
    }

    private List<String> cameras(YamlValue value) {
        if (!value.isCollection()) {
            return camera(value).map(List::of).orElse(List.of());
        }
        List<String> names = value.list(this::camera).orElse(List.of());
        if (names.isEmpty()) {
            value.problem("names no camera", "name one, or remove the key so that all count");
        }
        return names.stream().distinct().toList();
    }

    private Optional<String> camera(YamlValue value) {
        Optional<String> name = value.string();
        name.filter(camera -> !cameras.contains(camera))
                .ifPresent(camera -> value.problem("is not a camera", NearestName.hint(camera, cameras)));
        return name;
    }

    /** One output, or a list of them. */
    private List<GpioOutput> outputs(YamlValue value) {
        if (!value.isPresent()) {
            return List.of();
        }
        if (!value.isList()) {
            return value.map(this::gpio).stream().toList();
        }
        List<GpioOutput> outputs = value.list(entry -> entry.map(this::gpio)).orElse(List.of());
        var seen = new HashSet<String>();
        outputs.stream()
                .filter(output -> !seen.add(output.line()))
                .findFirst()
                .ifPresent(output ->
                        value.problem("names line \"%s\" twice".formatted(output.line()), "remove one of them"));
        return outputs;
    }

    /** Names of webhooks: one, or a list of them. */
    private List<String> webhooks(YamlValue value) {
        if (!value.isCollection()) {
            return webhook(value).map(List::of).orElse(List.of());
        }
        return value.list(this::webhook).orElse(List.of()).stream().distinct().toList();
    }

    private Optional<String> webhook(YamlValue value) {
        Optional<String> name = value.string();
        name.filter(webhook -> !webhooks.contains(webhook))
                .ifPresent(webhook -> value.problem("is not a webhook", NearestName.hint(webhook, webhooks)));
        return name;
    }

    private Optional<GpioOutput> gpio(YamlMap gpio) {
        Optional<String> line = line(gpio.get("line").required("write line: GPIO17"));
        YamlValue modeValue = gpio.get("mode");
        Optional<Mode> mode = modeValue.isPresent() ? modeValue.choice(Mode.class) : Optional.of(Mode.FOLLOW);
        Duration pulse = time(gpio.get("pulse"), Mode.PULSE, mode).orElse(DEFAULT_PULSE);
        Duration hold = time(gpio.get("hold"), Mode.HOLD, mode).orElse(DEFAULT_HOLD);
        return line.flatMap(name -> mode.map(how -> new GpioOutput(name, how, pulse, hold)));
    }

    private static Optional<Duration> time(YamlValue value, Mode needed, Optional<Mode> mode) {
        mode.filter(other -> value.isPresent() && other != needed)
                .ifPresent(other -> value.problem(
                        "has no effect with mode " + YamlValue.word(other),
                        "write mode: " + YamlValue.word(needed) + " or remove the key"));
        return value.duration(SHORTEST, LONGEST);
    }

    private Optional<String> line(YamlValue value) {
        Optional<String> line = value.string();
        line.filter(name -> !lines.containsKey(name)).ifPresent(name -> verifyUnlisted(value, name));
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
            GpioReader.sameLine(lines.values(), chip, line)
                    .ifPresent(listed -> value.problem(
                            "is listed as \"" + listed.name() + "\" in gpio.lines", "write line: " + listed.name()));
        }
    }
}
