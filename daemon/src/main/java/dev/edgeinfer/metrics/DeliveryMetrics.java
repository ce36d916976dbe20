package dev.edgeinfer.metrics;

import dev.edgeinfer.mqtt.MqttStatus;
import dev.edgeinfer.webhook.WebhookStatus;
import dev.edgeinfer.yaml.YamlValue;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Optional;

/** How it goes with telling others: the broker and the webhooks. What still waits for them is the journal's to say. */
final class DeliveryMetrics {

    private DeliveryMetrics() {}

    /** @param broker empty: the configuration has none */
    static List<MetricSnapshot> of(Optional<MqttStatus> broker) {
        var connected = Family.gauge("mqtt_connected", "Whether the broker is connected.");
        var published = Family.counter("mqtt_messages_published", "Messages that the broker has taken, by kind.");
        var failures = Family.counter("mqtt_connection_failures", "Connections that failed or ended by themselves.");
        var age = Family.gauge(
                "mqtt_last_delivery_age", Unit.SECONDS, "Time since the broker acknowledged a fact, if it has.");
        var rejected = Family.counter("mqtt_commands_rejected", "Commands that were ignored, by reason.");
        broker.ifPresent(status -> {
            connected.add(status.connectedSince().isPresent() ? 1 : 0);
            published.add(status.delivered(), "kind", "fact").add(status.published(), "kind", "state");
            failures.add(status.failures());
            status.sinceDelivery().ifPresent(since -> age.add(since.toNanos() / 1e9));
            status.rejected().forEach((reason, count) -> rejected.add(count, "reason", YamlValue.word(reason)));
        });
        return List.of(
                connected.snapshot(), published.snapshot(), failures.snapshot(), age.snapshot(), rejected.snapshot());
    }

    static List<MetricSnapshot> of(List<WebhookStatus> webhooks) {
        var delivered = Family.counter("webhook_facts_delivered", "Facts that a webhook's target has accepted.");
        var refused = Family.counter("webhook_facts_refused", "Facts that a webhook's target does not want.");
        var expired = Family.counter("webhook_facts_expired", "Facts that were given up before they were accepted.");
        var failures = Family.counter("webhook_failures", "Tries that a webhook's target did not answer well.");
        var age = Family.gauge(
                "webhook_last_delivery_age", Unit.SECONDS, "Time since a webhook's target accepted a fact, if it has.");
        var circuit = Family.gauge("webhook_circuit", "Whether the circuit breaker of a webhook is in a state.");
        for (WebhookStatus status : webhooks) {
            String webhook = status.webhook();
            delivered.add(status.delivered(), "webhook", webhook);
            refused.add(status.refused(), "webhook", webhook);
            expired.add(status.expired(), "webhook", webhook);
            failures.add(status.failures(), "webhook", webhook);
            status.sinceDelivery().ifPresent(since -> age.add(since.toNanos() / 1e9, "webhook", webhook));
            for (WebhookStatus.State state : WebhookStatus.State.values()) {
                circuit.add(status.state() == state ? 1 : 0, "webhook", webhook, "state", YamlValue.word(state));
            }
        }
        return List.of(
                delivered.snapshot(),
                refused.snapshot(),
                expired.snapshot(),
                failures.snapshot(),
                age.snapshot(),
                circuit.snapshot());
    }
}
