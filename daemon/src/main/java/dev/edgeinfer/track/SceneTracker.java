package dev.edgeinfer.track;

import dev.edgeinfer.config.SceneConfig;
import dev.edgeinfer.detect.Detection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows the objects of one camera, and who is in its zones and crosses its lines. One thread at a time, but for {@link
 * #still} and {@link #lost}.
 */
public final class SceneTracker {

    private final String camera;
    private final Tracker tracker;
    private final List<ZoneWatch> zones;
    private final List<LineWatch> lines;

    /** Of the track at hand. */
    private final List<String> names = new ArrayList<>();

    /** Whether frames were left out because nothing moved in them. */
    private volatile boolean still;

    public SceneTracker(String camera, SceneConfig config) {
        this.camera = camera;
        tracker = new Tracker(config.tracking());
        zones = config.zones().stream().map(ZoneWatch::new).toList();
        lines = config.lines().stream().map(LineWatch::new).toList();
    }

    /**
     * Takes what was seen in one frame; frames come in the order of their captures.
     *
     * @param sequence number of the frame in its camera
     * @param capturedNanos {@link System#nanoTime} of the capture
     * @param width of the frame in pixels
     * @param height of the frame in pixels
     */
    public TrackedFrame accept(
            long sequence, Instant capturedAt, long capturedNanos, int width, int height, List<Detection> detections) {
        if (still) {
            still = false;
            tracker.resume();
        }
        Tracker.Result result = tracker.update(capturedNanos, width, height, detections);
        var crossings = new ArrayList<Crossing>();
        for (Track track : result.tracks()) {
            for (LineWatch line : lines) {
                line.pass(track, width, height).ifPresent(crossings::add);
            }
        }
        List<Track> tracks = inZones(result.tracks(), capturedNanos, width, height);
        for (Track ended : result.ended()) {
            zones.forEach(zone -> zone.forget(ended));
            lines.forEach(line -> line.forget(ended));
        }
        return new TrackedFrame(
                camera,
                sequence,
                capturedAt,
                capturedNanos,
                width,
                height,
                tracks,
                result.ended(),
                List.copyOf(crossings),
                zones.stream().map(zone -> zone.occupancy(tracks)).toList(),
                lines.stream().map(LineWatch::counts).toList());
    }

    /** Tells that frames are left out because nothing moves in them: whoever was seen last stays. From any thread. */
    public void still() {
        still = true;
    }

    /** Tells that the camera gives no frames: what is before it then, nobody knows. From any thread. */
    public void lost() {
        still = false;
    }

    private List<Track> inZones(List<Track> tracks, long now, int width, int height) {
        if (zones.isEmpty()) {
            return tracks;
        }
        var placed = new ArrayList<Track>(tracks.size());
        for (Track track : tracks) {
            names.clear();
            for (ZoneWatch zone : zones) {
                if (zone.visit(track, now, width, height) && track.confirmed()) {
                    names.add(zone.name());
                }
            }
            placed.add(names.isEmpty() ? track : track.inZones(List.copyOf(names)));
        }
        return List.copyOf(placed);
    }
}
