package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Reads an entry of {@code webhooks}. */
final class WebhookReader {

    private WebhookReader() {}

    static Optional<WebhookConfig> read(YamlValue entry) {
        return entry.map(webhook -> url(webhook.get("url").required("write url: http://192.0.2.10/notify"))
                .map(url -> new WebhookConfig(entry.key(), url)));
    }

    private static Optional<URI> url(YamlValue value) {
        return value.string().flatMap(text -> {
            try {
                return Optional.of(new URI(text));
            } catch (URISyntaxException e) {
                value.problem("is not a URL: " + e.getReason(), "write http://HOST/PATH or https://HOST/PATH");
                return Optional.empty();
            }
        });
    }
}
