package dev.edgeinfer.config;

import dev.edgeinfer.config.WebhookConfig.Secret;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads webhooks: the entries of {@code webhooks}, and those that stand in a rule. Their URLs, secrets and headers may hold what
 * nobody may see, so no problem shows these values.
 */
final class WebhookReader {

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration SHORTEST_AGE = Duration.ofSeconds(1);
    private static final Duration LONGEST_AGE = Duration.ofDays(30);
    private static final int MOST_ATTEMPTS = 1000;
    private static final long SMALLEST_SNAPSHOT = 1000;
    private static final long LARGEST_SNAPSHOT = 20_000_000;
    private static final int SHORTEST_SECRET = 24;

    private final Path folder;
    private final WebhookEventsReader events;

    /**
     * @param folder where relative paths start
     * @param events reads which events a webhook is told of
     */
    WebhookReader(Path folder, WebhookEventsReader events) {
        this.folder = folder;
        this.events = events;
    }

    Optional<WebhookConfig> read(YamlValue entry) {
        return entry.map(webhook -> read(entry.key(), webhook));
    }

    Optional<WebhookConfig> read(String name, YamlMap webhook) {
        var url = WebhookUrl.read(webhook.get("url").required("write url: \"http://192.0.2.10/notify\""));
        Optional<Secret> secret = secret(webhook.get("secret"));
        Duration timeout = webhook.get("timeout")
                .duration(SHORTEST_TIMEOUT, LONGEST_TIMEOUT)
                .orElse(WebhookConfig.DEFAULT_TIMEOUT);
        WebhookConfig.Events toldOf = events.read(webhook.get("events"));
        boolean allRules = webhook.get("rules").bool().orElse(false);
        boolean armed = webhook.get("armed").bool().orElse(false);
        boolean snapshot = webhook.get("snapshot").bool().orElse(false);
        int maxSnapshot = maxSnapshot(webhook.get("max-snapshot"), snapshot);
        Map<String, String> headers = webhook.get("headers").section(WebhookHeaders::read);
        Duration minInterval = webhook.get("min-interval")
                .duration(Duration.ZERO, LONGEST_INTERVAL)
                .orElse(Duration.ZERO);
        OptionalInt attempts = webhook.get("attempts").integer(1, MOST_ATTEMPTS).stream()
                .mapToInt(Integer::intValue)
                .findFirst();
        Duration maxAge =
                webhook.get("max-age").duration(SHORTEST_AGE, LONGEST_AGE).orElse(WebhookConfig.DEFAULT_MAX_AGE);
        YamlValue caValue = webhook.get("ca");
        YamlValue insecureValue = webhook.get("insecure-tls");
        List<X509Certificate> ca = Certificates.read(caValue, folder);
        boolean insecure = insecureValue.bool().orElse(false);
        Optional<WebhookConfig> read = url.map(u -> new WebhookConfig(
                name,
                u,
                secret,
                timeout,
                toldOf,
                allRules,
                armed,
                snapshot,
                maxSnapshot,
                headers,
                minInterval,
                attempts,
                maxAge,
                ca,
                insecure));
        read.ifPresent(config -> verifyTls(config, caValue, insecureValue));
        return read;
    }

    private static void verifyTls(WebhookConfig config, YamlValue ca, YamlValue insecure) {
        for (YamlValue value : List.of(ca, insecure)) {
            if (value.isPresent() && !config.isEncrypted()) {
                value.keyProblem("has no effect with http", "write an https URL or remove the key");
            }
        }
        if (config.isEncrypted() && config.insecureTls() && ca.isPresent()) {
            ca.keyProblem("has no effect with insecure-tls", "remove one of them");
        }
    }

    private static int maxSnapshot(YamlValue value, boolean snapshot) {
        if (value.isPresent() && !snapshot) {
            value.keyProblem("has no effect without snapshots", "write snapshot: true or remove the key");
        }
        return value.bytes(SMALLEST_SNAPSHOT, LARGEST_SNAPSHOT)
                .map(Math::toIntExact)
                .orElse(WebhookConfig.DEFAULT_MAX_SNAPSHOT);
    }

    private static Optional<Secret> secret(YamlValue value) {
        Optional<Secret> secret = value.string().map(Secret::new);
        secret.filter(s -> !value.isUnknown()).ifPresent(s -> {
            try {
                int length = s.key().length;
                if (length < SHORTEST_SECRET) {
                    value.keyProblem(
                            "is a key of %d bytes, which can be guessed".formatted(length),
                            "take at least %d, such as what openssl rand -base64 32 writes".formatted(SHORTEST_SECRET));
                }
            } catch (IllegalArgumentException e) {
                value.keyProblem(
                        "has no base64 after " + Secret.PREFIX, "write what the receiver gave you, or any other text");
            }
        });
        return secret;
    }
}
