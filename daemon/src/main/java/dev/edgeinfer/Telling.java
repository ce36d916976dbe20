package dev.edgeinfer;

import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.MqttConfig;
import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.event.RuleStatus;
import dev.edgeinfer.gpio.GpioLines;
import dev.edgeinfer.gpio.LineStatus;
import dev.edgeinfer.mqtt.MqttPublisher;
import dev.edgeinfer.mqtt.MqttSources;
import dev.edgeinfer.system.BuildInfo;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the parts that tell others of what happens. */
final class Telling {

    private final Config config;
    private final Keeping keeping;

    Telling(Config config, Keeping keeping) {
        this.config = config;
        this.keeping = keeping;
    }

    Optional<MqttPublisher> mqtt(RuleRunner rules, GpioLines lines) {
        return config.mqtt().map(mqtt -> publisher(mqtt, rules, lines));
    }

    private MqttPublisher publisher(MqttConfig mqtt, RuleRunner rules, GpioLines lines) {
        var device = new MqttPublisher.Device(
                config.device().id(),
                BuildInfo.read().version(),
                config.cameras().values(),
                labels(),
                config.rules().keySet(),
                outputs(lines).map(LineStatus::line).collect(Collectors.toCollection(LinkedHashSet::new)));
        var sources = new MqttSources(
                keeping.armed(),
                Optional.of(lines),
                () -> rules.rules().stream().collect(Collectors.toMap(RuleStatus::rule, RuleStatus::active)),
                () -> outputs(lines)
                        .filter(line -> line.value().isPresent())
                        .collect(Collectors.toMap(LineStatus::line, Telling::isActive)),
                config.store().snapshots().enabled()
                        ? Optional.of(event -> keeping.store().snapshot(event.id()))
                        : Optional.empty());
        return new MqttPublisher(mqtt, device, keeping.store().journal(), sources);
    }

    /** One that blinks or is modulated is active, whatever its value is at this moment. */
    private static boolean isActive(LineStatus line) {
        return line.value().getAsInt() == 1
                || line.signal()
                        .filter(signal -> signal != LineStatus.Signal.STEADY)
                        .isPresent();
    }

    private static Stream<LineStatus> outputs(GpioLines lines) {
        return lines.lines().stream().filter(line -> !line.isInput());
    }

    /** Labels that rules, zones and lines name. */
    private Set<String> labels() {
        var ofRules = config.rules().values().stream().flatMap(rule -> rule.when().labels().stream());
        var ofPlaces = config.cameras().values().stream()
                .map(camera -> camera.scene())
                .flatMap(scene -> Stream.concat(
                        scene.zones().stream().map(zone -> zone.only()),
                        scene.lines().stream().map(line -> line.only())))
                .flatMap(only -> only.labels().stream());
        return Stream.concat(ofRules, ofPlaces).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
