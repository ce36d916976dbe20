package dev.edgeinfer.http.state;

import dev.edgeinfer.document.BoxDocument;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.track.LineCounts;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.ZoneOccupancy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code GET /tracks} answers.
 *
 * @param cameras every camera, in the order of the configuration
 */
public record TracksDocument(List<Camera> cameras) {

    /**
     * The tracks of one camera; before its first frame, and when it is not followed, none.
     *
     * @param tracking whether it is followed
     * @param sequence number of the frame in its camera; {@code null}: none yet
     * @param capturedAt wall-clock time of the capture, to the millisecond
     * @param tracks oldest first
     */
    public record Camera(
            String camera,
            boolean tracking,
            Long sequence,
            Instant capturedAt,
            List<Followed> tracks,
            List<Zone> zones,
            List<Line> lines) {

        public static Camera of(String name, boolean tracking, Optional<TrackedFrame> frame) {
            return frame.map(f -> new Camera(
                            name,
                            tracking,
                            f.sequence(),
                            f.capturedAt().truncatedTo(ChronoUnit.MILLIS),
                            f.tracks().stream()
                                    .map(track -> Followed.of(track, f))
                                    .toList(),
                            f.zones().stream().map(Zone::of).toList(),
                            f.lines().stream().map(Line::of).toList()))
                    .orElseGet(() -> new Camera(name, tracking, null, null, List.of(), List.of(), List.of()));
        }
    }

    /**
     * One track.
     *
     * @param track its id in its camera
     * @param score median of its last scores; scores are 0..1, to four decimals
     * @param state {@code tentative}, {@code active} or {@code lost}
     * @param hits in how many frames it was seen
     * @param box where it is, or is expected while it is lost
     * @param zones those that it counts in
     */
    public record Followed(
            long track,
            String label,
            int labelId,
            double score,
            double lastScore,
            double topScore,
            String state,
            boolean stationary,
            Instant firstSeenAt,
            Instant lastSeenAt,
            int hits,
            BoxDocument box,
            List<String> zones) {

        public static Followed of(Track track, TrackedFrame frame) {
            return new Followed(
                    track.id(),
                    track.label(),
                    track.labelId(),
                    Json.rounded(track.score(), 4),
                    Json.rounded(track.lastScore(), 4),
                    Json.rounded(track.topScore(), 4),
                    Json.word(track.state()),
                    track.stationary(),
                    at(track.firstSeenNanos(), frame),
                    at(track.lastSeenNanos(), frame),
                    track.hits(),
                    BoxDocument.of(track.box()),
                    track.zones());
        }

        private static Instant at(long nanos, TrackedFrame frame) {
            return frame.capturedAt().minusNanos(frame.capturedNanos() - nanos).truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /** @param occupancy how many objects count in it, by label */
    public record Zone(String zone, Map<String, Integer> occupancy) {

        public static Zone of(ZoneOccupancy zone) {
            return new Zone(zone.zone(), zone.objects());
        }
    }

    /**
     * @param in by label, how many crossed it from left to right since the camera was opened with this configuration
     * @param out the same from right to left
     */
    public record Line(String line, Map<String, Long> in, Map<String, Long> out) {

        public static Line of(LineCounts counts) {
            return new Line(counts.line(), counts.in(), counts.out());
        }
    }
}
