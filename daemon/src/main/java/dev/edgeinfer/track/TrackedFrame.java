package dev.edgeinfer.track;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the objects of one camera after one of its frames. Its lists are immutable.
 *
 * @param camera name of the camera
 * @param sequence number of the frame in its camera
 * @param capturedAt wall-clock time of the capture, for people
 * @param capturedNanos {@link System#nanoTime} of the capture
 * @param width of the frame in pixels
 * @param height of the frame in pixels
 * @param tracks all there are, oldest first, also those that are not confirmed
 * @param ended those that ended with this frame, as they were at last
 * @param crossings lines that were crossed with this frame
 * @param zones who is in each zone, in the order of the configuration
 * @param lines how many crossed each line, in the order of the configuration
 */
public record TrackedFrame(
        String camera,
        long sequence,
        Instant capturedAt,
        long capturedNanos,
        int width,
        int height,
        List<Track> tracks,
        List<Track> ended,
        List<Crossing> crossings,
        List<ZoneOccupancy> zones,
        List<LineCounts> lines) {

    /** The confirmed track of a detection of the frame, by its index; empty: it has none. */
    public Optional<Track> trackOf(int detection) {
        for (Track track : tracks) {
            if (track.detection() == detection && track.confirmed()) {
                return Optional.of(track);
            }
        }
        return Optional.empty();
    }
}
