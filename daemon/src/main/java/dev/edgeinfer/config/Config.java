package dev.edgeinfer.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole configuration, as read from its YAML files and checked.
 *
 * @param http where the API listens
 * @param model the model that all cameras share
 * @param cameras cameras by name, in the order of the file; at least one
 * @param gpio how GPIO lines are reached
 * @param rules rules by name, in the order of the file; may be empty
 * @param log what is logged
 */
public record Config(
        HttpConfig http,
        ModelConfig model,
        Map<String, CameraConfig> cameras,
        GpioConfig gpio,
        Map<String, RuleConfig> rules,
        LogConfig log) {

    public Config {
        cameras = Collections.unmodifiableMap(new LinkedHashMap<>(cameras));
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }
}
