package dev.edgeinfer.config;

import dev.edgeinfer.config.RuleConfig.GpioOutput;
import dev.edgeinfer.config.RuleConfig.Mode;
import dev.edgeinfer.config.RuleConfig.Rate;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code rules} and checks what they refer to. */
final class RuleReader {

    private static final Pattern RATE = Pattern.compile("([0-9]{1,6})/(s|min|m|h|d)");
    private static final int MOST_TIMES = 1000;
    private static final Duration DEFAULT_PULSE = Duration.ofMillis(500);
    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final WhenReader whenReader;
    private final Map<String, LineConfig> lines;
    private final Set<String> webhooks;

    /**
     * @param whenReader reads conditions
     * @param lines the listed GPIO lines by name
     * @param webhooks names of all webhooks
     */
    RuleReader(WhenReader whenReader, Map<String, LineConfig> lines, Set<String> webhooks) {
        this.whenReader = whenReader;
        this.lines = lines;
        this.webhooks = webhooks;
    }

    Optional<RuleConfig> read(YamlValue entry) {
        return entry.map(rule -> {
            Optional<When> when =
                    rule.get("when").required("write when: { label: person }").map(whenReader::read);
            Duration cooldown =
                    rule.get("cooldown").duration(Duration.ZERO, LONGEST).orElse(Duration.ZERO);
            Optional<Rate> maxRate = rate(rule.get("max-rate"));
            YamlValue gpioValue = rule.get("gpio");
            YamlValue webhookValue = rule.get("webhook");
            if (!webhookValue.isPresent()) {
                gpioValue.required("write gpio: { line: GPIO17 }");
            }
            List<GpioOutput> gpio = outputs(gpioValue);
            List<String> told = webhooks(webhookValue);
            return when.map(w -> new RuleConfig(entry.key(), w, cooldown, maxRate, gpio, told));
        });
    }

    private static Optional<Rate> rate(YamlValue value) {
        return value.string().flatMap(text -> {
            Matcher matcher = RATE.matcher(text);
            if (!matcher.matches()) {
                value.problem("is not a rate", "write a number and a time, such as 3/m, 10/h or 50/d");
                return Optional.empty();
            }
            int times = Integer.parseInt(matcher.group(1));
            if (times == 0 || times > MOST_TIMES) {
                value.problem("is out of range", "1..%d times is allowed".formatted(MOST_TIMES));
                return Optional.empty();
            }
            Duration period =
                    switch (matcher.group(2)) {
                        case "s" -> Duration.ofSeconds(1);
                        case "m", "min" -> Duration.ofMinutes(1);
                        case "h" -> Duration.ofHours(1);
                        default -> Duration.ofDays(1);
                    };
            return Optional.of(new Rate(times, period));
        });
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
