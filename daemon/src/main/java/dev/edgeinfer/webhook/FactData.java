package dev.edgeinfer.webhook;

import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

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
                        change.test());
            case Fact.ArmedChange change -> new ArmedData(change.armed(), change.by());
        };
    }

    /** An event, as {@code GET /events/{id}} shows it. */
    record EventData(
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
            List<Point> path,
            boolean stationary,
            boolean hasSnapshot)
            implements FactData {

        static EventData of(Event event) {
            return new EventData(
                    event.id(),
                    event.camera(),
                    event.track(),
                    event.label(),
                    rounded(event.topScore(), 4),
                    new Box(
                            rounded(event.box().x(), 1),
                            rounded(event.box().y(), 1),
                            rounded(event.box().width(), 1),
                            rounded(event.box().height(), 1)),
                    new Size(event.width(), event.height()),
                    millis(event.startedAt()),
                    event.endedAt().map(FactData::millis).orElse(null),
                    event.endReason().map(FactData::word).orElse(null),
                    event.zones(),
                    event.path().stream()
                            .map(point -> new Point(millis(point.at()), rounded(point.x(), 4), rounded(point.y(), 4)))
                            .toList(),
                    event.stationary(),
                    event.hasSnapshot());
        }
    }

    record RuleData(String rule, boolean active, String camera, List<String> events, List<String> labels, boolean test)
            implements FactData {}

    record ArmedData(boolean armed, String by) implements FactData {}

    /** A picture that goes along, as the key {@code snapshot}. */
    record Snapshot(String contentType, byte[] base64) {}

    record Box(double x, double y, double width, double height) {}

    record Size(int width, int height) {}

    record Point(Instant at, double x, double y) {}

    private static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /** How a constant is written: camelCase, as keys are. */
    private static String word(Enum<?> constant) {
        String[] parts = constant.name().toLowerCase(Locale.ROOT).split("_");
        var word = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            word.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i], 1, parts[i].length());
        }
        return word.toString();
    }
}
