package dev.edgeinfer.event;

import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.track.Crossing;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.util.List;
import java.util.OptionalLong;

/**
 * What rules know of one frame of one camera.
 *
 * @param camera name of the camera
 * @param capturedNanos {@link System#nanoTime} of the capture
 * @param objects what counts: of a camera that is tracked its confirmed tracks, also those that are not seen in this very
 *     frame; of another one its detections
 * @param crossings lines that were crossed with this frame
 */
public record Observation(String camera, long capturedNanos, List<SeenObject> objects, List<Crossing> crossings) {

    public Observation {
        objects = List.copyOf(objects);
        crossings = List.copyOf(crossings);
    }

    /** What is seen where objects are tracked. */
    public static Observation of(TrackedFrame frame) {
        return new Observation(
                frame.camera(),
                frame.capturedNanos(),
                frame.tracks().stream()
                        .filter(Track::confirmed)
                        .map(track -> new SeenObject(
                                track.label(), track.score(), OptionalLong.of(track.id()), track.zones(), track.seen()))
                        .toList(),
                frame.crossings());
    }

    /** What is seen where objects are not tracked. */
    public static Observation of(String camera, long capturedNanos, List<Detection> detections) {
        return new Observation(
                camera,
                capturedNanos,
                detections.stream()
                        .map(detection -> new SeenObject(
                                detection.label(), detection.score(), OptionalLong.empty(), List.of(), true))
                        .toList(),
                List.of());
    }

    /**
     * One object.
     *
     * @param score of a track the median of its last scores, else that of the detection; 0..1
     * @param track id of its track
     * @param zones names of the zones it counts in
     * @param seen whether it is seen in this very frame
     */
    public record SeenObject(String label, float score, OptionalLong track, List<String> zones, boolean seen) {}
}
