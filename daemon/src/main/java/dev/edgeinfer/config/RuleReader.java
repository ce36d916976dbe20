package dev.edgeinfer.config;

import dev.edgeinfer.config.RuleConfig.GpioOutput;
import dev.edgeinfer.config.RuleConfig.Rate;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code rules} and checks what they refer to. */
final class RuleReader {

    private static final Pattern RATE = Pattern.compile("([0-9]{1,6})/(s|min|m|h|d)");
    private static final int MOST_TIMES = 1000;
    private static final Duration LONGEST = Duration.ofHours(24);

    private final WhenReader whenReader;
    private final OutputReader outputs;
    private final RuleWebhooks webhooks;

    /**
     * @param whenReader reads conditions
     * @param gpio the listed GPIO lines
     * @param webhooks reads the webhooks of a rule
     */
    RuleReader(WhenReader whenReader, GpioConfig gpio, RuleWebhooks webhooks) {
        this.whenReader = whenReader;
        this.outputs = new OutputReader(gpio);
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
            List<GpioOutput> gpio = outputs.read(entry.key(), gpioValue);
            List<String> told = webhooks.read(entry.key(), webhookValue);
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
}
