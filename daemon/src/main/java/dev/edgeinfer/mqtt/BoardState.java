package dev.edgeinfer.mqtt;

import java.time.Duration;

/** Puts how the board stands into the outbox: arming, rules, lines. */
final class BoardState {

    private final Topics topics;
    private final Outbox outbox;
    private final MqttSources sources;

    BoardState(Topics topics, Outbox outbox, MqttSources sources) {
        this.topics = topics;
        this.outbox = outbox;
        this.sources = sources;
    }

    void refresh() {
        put(topics.armed(), sources.armed().isArmed());
        sources.rules().get().forEach((rule, active) -> put(topics.rule(rule), active));
        sources.lines().get().forEach((line, active) -> put(topics.line(line), active));
    }

    void camera(String camera, boolean available) {
        outbox.put(
                Message.state(topics.cameraAvailability(camera), available ? Topics.ONLINE : Topics.OFFLINE),
                Duration.ZERO);
    }

    private void put(String topic, boolean on) {
        outbox.put(Message.state(topic, on ? Topics.ON : Topics.OFF), Duration.ZERO);
    }
}
