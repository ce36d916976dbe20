package dev.edgeinfer.event;

import dev.edgeinfer.detect.Box;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One object that was before a camera, from when it was believed to when it left. Immutable.
 *
 * @param id UUID of version 7 (RFC 9562, section 5.7), so that ids sort by the time of their events; never given twice
 * @param camera name of the camera
 * @param track id of its track
 * @param label what it is; may change while the event lasts
 * @param topScore best score so far of what has its label, 0..1
 * @param box where it was when it was seen best as that, in pixels of the frame
 * @param width of that frame in pixels
 * @param height of that frame in pixels
 * @param startedAt wall-clock time at which it was first seen
 * @param endedAt wall-clock time at which it was last seen; empty while the event lasts
 * @param endReason why it ended; empty while the event lasts
 * @param zones names of the zones it has counted in, in the order in which it entered them
 * @param path where its anchor point was, oldest first; thinned out, at most {@link #LONGEST_PATH} points
 * @param stationary whether it has not left its place for long
 * @param hasSnapshot whether a picture of it is kept
 */
public record Event(
        String id,
        String camera,
        long track,
        String label,
        float topScore,
        Box box,
        int width,
        int height,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<EndReason> endReason,
        List<String> zones,
        List<PathPoint> path,
        boolean stationary,
        boolean hasSnapshot) {

    public static final int LONGEST_PATH = 64;

    public Event {
        zones = List.copyOf(zones);
        path = List.copyOf(path);
    }

    /** The same event, which is over. */
    public Event ended(Instant at, EndReason reason) {
        return new Event(
                id,
                camera,
                track,
                label,
                topScore,
                box,
                width,
                height,
                startedAt,
                Optional.of(at),
                Optional.of(reason),
                zones,
                path,
                stationary,
                hasSnapshot);
    }

    /** Why an event ended. */
    public enum EndReason {
        /** The object was not seen for {@code tracking.max-age}. */
        GONE,
        /** The camera gave no frames any more. */
        CAMERA_LOST,
        /** The configuration was changed. */
        RECONFIGURED,
        /** The daemon was stopped. */
        STOPPED,
        /** The daemon or the board went down without a word; found at the next start. */
        INTERRUPTED
    }

    /**
     * Where an object was.
     *
     * @param x of the middle of its lower edge, 0..1 of the frame's width
     * @param y of the same, 0..1 of the frame's height
     */
    public record PathPoint(Instant at, double x, double y) {}
}
