package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Reads {@code mqtt}. */
final class MqttReader {

    private MqttReader() {}

    static Optional<MqttConfig> read(YamlMap mqtt) {
        return url(mqtt.get("url").required("write url: mqtt://192.0.2.10")).map(MqttConfig::new);
    }

    private static Optional<URI> url(YamlValue value) {
        return value.string().flatMap(text -> {
            try {
                return Optional.of(new URI(text));
            } catch (URISyntaxException e) {
                value.problem("is not a URL: " + e.getReason(), "write mqtt://HOST or mqtts://HOST");
                return Optional.empty();
            }
        });
    }
}
