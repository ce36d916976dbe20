package dev.edgeinfer.gpio;

import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.RuleConfig;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The outputs of a configuration by name: those that it lists, then those that only its rules name. */
final class OutputConfigs {

    private OutputConfigs() {}

    static Map<String, LineConfig> of(GpioConfig config, Collection<RuleConfig> rules) {
        Map<String, LineConfig> configs = new LinkedHashMap<>(config.lines());
        rules.forEach(rule -> rule.lines().forEach(line -> configs.computeIfAbsent(line, OutputConfigs::unlisted)));
        return configs;
    }

    /** A line that only a rule names: {@code chip/line}, or a name that one chip has. */
    private static LineConfig unlisted(String name) {
        LineConfig line = LineConfig.unlisted(name);
        int slash = name.lastIndexOf('/');
        return slash < 0
                ? line
                : new LineConfig(
                        name,
                        Optional.of(name.substring(0, slash)),
                        name.substring(slash + 1),
                        line.activeLow(),
                        line.bias(),
                        line.initial(),
                        line.shutdown());
    }
}
