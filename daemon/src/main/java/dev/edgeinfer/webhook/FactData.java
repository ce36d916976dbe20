package dev.edgeinfer.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.edgeinfer.document.EventDocument;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import java.time.Instant;
import java.util.List;

/** The {@code data} of a notification, in the words of the API: times to the millisecond, boxes in pixels. */
sealed interface FactData {

    static FactData of(Fact fact) {
        return switch (fact) {
            case Fact.EventChange change -> EventData.of(change.event());
            case Fact.RuleChange change ->
                new RuleData(
                        change.rule(),
                        change.active(),
                        change.camera().orElse(null),
                        change.events(),
                        change.labels(),
                        change.test(),
                        change.by().orElse(null));
            case Fact.ArmedChange change -> new ArmedData(change.armed(), change.by());
        };
    }

    /** An event, as {@code GET /events/{id}} shows it. */
    record EventData(@JsonUnwrapped EventDocument event, List<Point> path) implements FactData {

        static EventData of(Event event) {
            return new EventData(
                    EventDocument.of(event),
                    event.path().stream()
                            .map(point -> new Point(
                                    Json.millis(point.at()), Json.rounded(point.x(), 4), Json.rounded(point.y(), 4)))
                            .toList());
        }
    }

    record RuleData(
            String rule,
            boolean active,
            String camera,
            List<String> events,
            List<String> labels,
            boolean test,
            String by)
            implements FactData {}

    record ArmedData(boolean armed, String by) implements FactData {}

    /** A picture that goes along, as the key {@code snapshot}. */
    record Snapshot(String contentType, byte[] base64) {}

    record Point(Instant at, double x, double y) {}
}
