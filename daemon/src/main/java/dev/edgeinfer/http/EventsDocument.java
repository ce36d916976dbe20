package dev.edgeinfer.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.store.EventPage;
import java.time.Instant;
import java.util.List;

/**
 * What {@code GET /events} answers.
 *
 * @param events newest first
 * @param next what {@code cursor} must be for the next page; {@code null}: there is none
 */
public record EventsDocument(List<Event> events, String next) {

    static EventsDocument of(EventPage page) {
        return new EventsDocument(
                page.events().stream().map(Event::of).toList(),
                page.next().map(Object::toString).orElse(null));
    }

    /**
     * One event.
     *
     * @param topScore best score of the object
     * @param box where it was when it was seen best
     * @param endedAt when it was seen last; {@code null}: it is still there
     * @param endReason {@code gone}, {@code cameraLost}, {@code reconfigured}, {@code stopped} or {@code interrupted};
     *     {@code null}: it is still there
     * @param zones those that it has counted in, in the order in which it entered them
     */
    public record Event(
            String id,
            String camera,
            long track,
            String label,
            double topScore,
            DetectionsDocument.Box box,
            DetectionsDocument.Size frame,
            Instant startedAt,
            Instant endedAt,
            String endReason,
            List<String> zones,
            boolean stationary,
            boolean hasSnapshot) {

        static Event of(dev.edgeinfer.event.Event event) {
            return new Event(
                    event.id(),
                    event.camera(),
                    event.track(),
                    event.label(),
                    Json.rounded(event.topScore(), 4),
                    DetectionsDocument.Box.of(event.box()),
                    new DetectionsDocument.Size(event.width(), event.height()),
                    event.startedAt(),
                    event.endedAt().orElse(null),
                    event.endReason().map(Json::word).orElse(null),
                    event.zones(),
                    event.stationary(),
                    event.hasSnapshot());
        }
    }

    /**
     * What the stream of events tells.
     *
     * @param phase {@code new}, {@code update} or {@code end}
     */
    record Change(String phase, Instant at, @JsonUnwrapped Event event) {

        static Change of(Fact.EventChange change) {
            return new Change(Json.word(change.phase()), change.at(), Event.of(change.event()));
        }
    }

    /** One event with where it was. */
    public record Detailed(@JsonUnwrapped Event event, List<Point> path) {

        static Detailed of(dev.edgeinfer.event.Event event) {
            return new Detailed(
                    Event.of(event),
                    event.path().stream()
                            .map(point -> new Point(point.at(), point.x(), point.y()))
                            .toList());
        }
    }

    /**
     * Where the middle of its lower edge was.
     *
     * @param x 0..1 of the frame's width
     * @param y 0..1 of the frame's height
     */
    public record Point(Instant at, double x, double y) {}
}
