package dev.edgeinfer.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration, as read from its YAML files and checked.
 *
 * @param device which board this is, and where
 * @param http where the API listens
 * @param model the model that all cameras share
 * @param cameras cameras by name, in the order of the file; at least one
 * @param gpio how GPIO lines are reached
 * @param rules rules by name, in the order of the file; may be empty
 * @param store how much of what happened is kept
 * @param mqtt the broker that is told; empty: none
 * @param webhooks places that are told over HTTP, by name, in the order of the file; may be empty
 * @param log what is logged
 */
public record Config(
        DeviceConfig device,
        HttpConfig http,
        ModelConfig model,
        Map<String, CameraConfig> cameras,
        GpioConfig gpio,
        Map<String, RuleConfig> rules,
        StoreConfig store,
        Optional<MqttConfig> mqtt,
        Map<String, WebhookConfig> webhooks,
        LogConfig log) {

    public Config {
        cameras = Collections.unmodifiableMap(new LinkedHashMap<>(cameras));
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        webhooks = Collections.unmodifiableMap(new LinkedHashMap<>(webhooks));
    }

    /** The same with another place to listen and other cameras. */
    public Config with(HttpConfig otherHttp, Map<String, CameraConfig> otherCameras) {
        return new Config(device, otherHttp, model, otherCameras, gpio, rules, store, mqtt, webhooks, log);
    }

    /** The same with another model. */
    public Config with(ModelConfig other) {
        return new Config(device, http, other, cameras, gpio, rules, store, mqtt, webhooks, log);
    }
}
