package dev.edgeinfer.mqtt;

import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact.ArmedChange;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.RuleChange;
import dev.edgeinfer.event.Journal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Makes messages of facts. Each has the device and the sequence of the fact there, which together no other fact has. */
final class FactMessages {

    private final Topics topics;
    private final String device;

    FactMessages(Topics topics, String device) {
        this.topics = topics;
        this.device = device;
    }

    Message of(Journal.Entry entry) {
        return switch (entry.fact()) {
            case EventChange change ->
                Message.fact(topics.events(), Json.bytes(EventMessage.of(device, entry.sequence(), change)));
            case RuleChange change ->
                Message.fact(topics.rules(), Json.bytes(RuleMessage.of(device, entry.sequence(), change)));
            case ArmedChange change ->
                Message.fact(topics.armedChanges(), Json.bytes(ArmedMessage.of(device, entry.sequence(), change)));
        };
    }

    private static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * @param type {@code new}, {@code update} or {@code end}
     * @param id of the event
     * @param before as it was told last; {@code null} when new
     */
    record EventMessage(String type, String id, long sequence, String device, Instant at, Body before, Body after) {

        static EventMessage of(String device, long sequence, EventChange change) {
            return new EventMessage(
                    Json.word(change.phase()),
                    change.event().id(),
                    sequence,
                    device,
                    millis(change.at()),
                    change.before().map(Body::of).orElse(null),
                    Body.of(change.event()));
        }
    }

    /** An event; its path is left to {@code GET /events}. */
    record Body(
            String id,
            String camera,
            long track,
            String label,
            double topScore,
            Box box,
            Size frame,
            Instant startedAt,
            Instant endedAt,
            String endReason,
            List<String> zones,
            boolean stationary,
            boolean hasSnapshot) {

        static Body of(Event event) {
            return new Body(
                    event.id(),
                    event.camera(),
                    event.track(),
                    event.label(),
                    Json.rounded(event.topScore(), 4),
                    new Box(
                            Json.rounded(event.box().x(), 1),
                            Json.rounded(event.box().y(), 1),
                            Json.rounded(event.box().width(), 1),
                            Json.rounded(event.box().height(), 1)),
                    new Size(event.width(), event.height()),
                    millis(event.startedAt()),
                    event.endedAt().map(FactMessages::millis).orElse(null),
                    event.endReason().map(Json::word).orElse(null),
                    event.zones(),
                    event.stationary(),
                    event.hasSnapshot());
        }
    }

    /** In pixels of the frame. */
    record Box(double x, double y, double width, double height) {}

    record Size(int width, int height) {}

    /**
     * @param camera {@code null}: no camera made it so
     * @param test whether somebody only tries what the rule does
     */
    record RuleMessage(
            String type,
            long sequence,
            String device,
            Instant at,
            String rule,
            boolean active,
            String camera,
            List<String> events,
            List<String> labels,
            boolean test) {

        static RuleMessage of(String device, long sequence, RuleChange change) {
            return new RuleMessage(
                    "rule",
                    sequence,
                    device,
                    millis(change.at()),
                    change.rule(),
                    change.active(),
                    change.camera().orElse(null),
                    change.events(),
                    change.labels(),
                    change.test());
        }
    }

    record ArmedMessage(String type, long sequence, String device, Instant at, boolean armed, String by) {

        static ArmedMessage of(String device, long sequence, ArmedChange change) {
            return new ArmedMessage("armed", sequence, device, millis(change.at()), change.armed(), change.by());
        }
    }
}
