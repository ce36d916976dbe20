package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.CameraConfig;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells Home Assistant what there is, in one message for the whole device (its "device discovery", of 2024.11 and newer):
 * a number for each camera and label, a binary sensor for each rule, switches for arming and for each output line, and a
 * picture of each camera where there is one.
 */
final class Discovery {

    private static final String MAKER = "edge-infer";

    private final Topics topics;
    private final String device;
    private final Map<String, Object> components = new LinkedHashMap<>();

    Discovery(Topics topics, String device) {
        this.topics = topics;
        this.device = device;
    }

    Discovery counts(Collection<CameraConfig> cameras, List<String> labels) {
        for (CameraConfig camera : cameras) {
            for (String label : labels) {
                add(
                        "sensor",
                        camera.name() + "_" + Topics.level(label),
                        camera.name() + " " + label,
                        ofCamera(camera.name()),
                        Map.of(
                                "state_topic",
                                topics.count(camera.name(), label),
                                "state_class",
                                "measurement",
                                "icon",
                                "mdi:counter"));
            }
        }
        return this;
    }

    Discovery pictures(Collection<CameraConfig> cameras) {
        for (CameraConfig camera : cameras) {
            add(
                    "camera",
                    camera.name() + "_snapshot",
                    camera.name() + " snapshot",
                    ofDevice(),
                    Map.of("topic", topics.snapshot(camera.name())));
        }
        return this;
    }

    Discovery rules(Collection<String> rules) {
        for (String rule : rules) {
            add("binary_sensor", "rule_" + rule, "rule " + rule, ofDevice(), Map.of("state_topic", topics.rule(rule)));
        }
        return this;
    }

    Discovery armed() {
        add(
                "switch",
                "armed",
                "armed",
                ofDevice(),
                Map.of(
                        "state_topic",
                        topics.armed(),
                        "command_topic",
                        topics.armedCommand(),
                        "icon",
                        "mdi:shield-home"));
        return this;
    }

    Discovery lines(Collection<String> lines) {
        for (String line : lines) {
            add(
                    "switch",
                    "gpio_" + Topics.level(line),
                    line,
                    ofDevice(),
                    Map.of("state_topic", topics.line(line), "command_topic", topics.lineCommand(line)));
        }
        return this;
    }

    /** @param prefix of Home Assistant's topics */
    Message message(String prefix, String version) {
        var document = new LinkedHashMap<String, Object>();
        document.put(
                "device",
                Map.of(
                        "identifiers",
                        List.of(MAKER + "_" + device),
                        "name",
                        device,
                        "manufacturer",
                        MAKER,
                        "sw_version",
                        version));
        document.put("origin", Map.of("name", MAKER, "sw_version", version));
        document.put("components", components);
        return new Message(
                prefix + "/device/" + MAKER + "_" + device + "/config", Payloads.bytes(document), 1, true, true);
    }

    private void add(
            String platform, String object, String name, List<Map<String, String>> availability, Map<String, ?> more) {
        var component = new LinkedHashMap<String, Object>();
        component.put("platform", platform);
        component.put("unique_id", MAKER + "_" + device + "_" + object);
        component.put("name", name);
        component.put("availability", availability);
        component.put("availability_mode", "all");
        component.putAll(more);
        components.put(object, component);
    }

    private List<Map<String, String>> ofDevice() {
        return List.of(Map.of("topic", topics.availability()));
    }

    /** What is counted before a camera that is lost, nobody knows. */
    private List<Map<String, String>> ofCamera(String camera) {
        return List.of(Map.of("topic", topics.availability()), Map.of("topic", topics.cameraAvailability(camera)));
    }
}
