package dev.edgeinfer.document;

import dev.edgeinfer.event.Event;
import java.time.Instant;
import java.util.List;

/**
 * One event, without its path.
 *
 * @param topScore best score of the object, 0..1, to four decimals
 * @param box where it was when it was seen best
 * @param frame size of that frame
 * @param endedAt when it was seen last; {@code null}: it is still there
 * @param endReason {@code gone}, {@code cameraLost}, {@code reconfigured}, {@code stopped} or {@code interrupted};
 *     {@code null}: it is still there
 * @param zones those that it has counted in, in the order in which it entered them
 */
public record EventDocument(
        String id,
        String camera,
        long track,
        String label,
        double topScore,
        BoxDocument box,
        SizeDocument frame,
        Instant startedAt,
        Instant endedAt,
        String endReason,
        List<String> zones,
        boolean stationary,
        boolean hasSnapshot) {

    public static EventDocument of(Event event) {
        return new EventDocument(
                event.id(),
                event.camera(),
                event.track(),
                event.label(),
                Json.rounded(event.topScore(), 4),
                BoxDocument.of(event.box()),
                new SizeDocument(event.width(), event.height()),
                Json.millis(event.startedAt()),
                event.endedAt().map(Json::millis).orElse(null),
                event.endReason().map(Json::word).orElse(null),
                event.zones(),
                event.stationary(),
                event.hasSnapshot());
    }
}
