package dev.edgeinfer.http.state;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.edgeinfer.document.EventDocument;
import dev.edgeinfer.document.Json;
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
public record EventsDocument(List<EventDocument> events, String next) {

    public static EventsDocument of(EventPage page) {
        return new EventsDocument(
                page.events().stream().map(EventDocument::of).toList(),
                page.next().map(Object::toString).orElse(null));
    }

    /**
     * What the stream of events tells.
     *
     * @param phase {@code new}, {@code update} or {@code end}
     */
    public record Change(
            String phase, Instant at, @JsonUnwrapped EventDocument event) {

        public static Change of(Fact.EventChange change) {
            return new Change(Json.word(change.phase()), change.at(), EventDocument.of(change.event()));
        }
    }

    /** One event with where it was. */
    public record Detailed(@JsonUnwrapped EventDocument event, List<Point> path) {

        public static Detailed of(dev.edgeinfer.event.Event event) {
            return new Detailed(
                    EventDocument.of(event),
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
