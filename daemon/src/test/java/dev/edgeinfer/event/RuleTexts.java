package dev.edgeinfer.event;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.ConfigTexts;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.InputState;
import dev.edgeinfer.config.RuleConfig.When;
import java.util.List;
import java.util.Optional;

/** Cameras and rules as users write them. */
final class RuleTexts {

    private static final String CAMERAS = """
            device: { location: { latitude: 48.2, longitude: 16.4 } }
            cameras:
              porch:
                source: v4l2:///dev/video0
                zones: { step: [[0, 0], [1, 0], [1, 1]], path: [[0, 0], [1, 0], [1, 1]] }
                lines: { gate: [[0, 0.5], [1, 0.5]] }
              yard:
                source: v4l2:///dev/video1
                zones: { lawn: [[0, 0], [1, 0], [1, 1]] }
            """;

    private RuleTexts() {}

    static List<CameraConfig> cameras() {
        return List.copyOf(read("").cameras().values());
    }

    /** The rule {@code a}, which lets {@code GPIO17} follow. */
    static RuleConfig rule(String keys) {
        return rules("a:\n    " + keys + "\n    gpio: { line: GPIO17 }\n")[0];
    }

    static RuleConfig[] rules(String text) {
        return read("rules:\n" + text.indent(2)).rules().values().toArray(RuleConfig[]::new);
    }

    static RuleConfig withInput(RuleConfig rule, String line, boolean active) {
        When when = rule.when();
        return new RuleConfig(
                rule.name(),
                new When(
                        when.labels(),
                        when.zones(),
                        when.line(),
                        when.minScore(),
                        when.count(),
                        when.duration(),
                        when.absentFor(),
                        when.schedule(),
                        when.armed(),
                        Optional.of(new InputState(line, active)),
                        when.cameras()),
                rule.cooldown(),
                rule.maxRate(),
                rule.gpio(),
                rule.webhooks());
    }

    private static Config read(String rules) {
        return ConfigTexts.read(CAMERAS + rules);
    }
}
