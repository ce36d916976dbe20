package dev.edgeinfer.http.picture;

import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.track.TrackedFrame;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps of each camera the newest frame whose objects were followed, so that what the API shows has its tracks. Any
 * thread.
 */
public final class TrackedDetections {

    /** Tracks belong to a picture that is no further away than this. */
    private static final Duration SAME_MOMENT = Duration.ofMillis(500);

    private final Map<String, Entry> latest = new ConcurrentHashMap<>();

    /** One frame, what became of the tracks in it, and where these came from. */
    public record Entry(DetectionFrame frame, TrackedFrame tracked, Tails tails) {}

    public void put(DetectionFrame frame, TrackedFrame tracked) {
        latest.compute(frame.camera(), (_, before) -> {
            Tails tails = before == null ? Tails.NONE : before.tails();
            return new Entry(frame, tracked, tails.after(tracked));
        });
    }

    /** Empty before the first frame, and of a camera that is not followed. */
    public Optional<Entry> latest(String camera) {
        return Optional.ofNullable(latest.get(camera));
    }

    /** The same, where it is about the moment of a frame. */
    public Optional<Entry> around(DetectionFrame frame) {
        return latest(frame.camera())
                .filter(entry ->
                        Math.abs(entry.frame().capturedNanos() - frame.capturedNanos()) <= SAME_MOMENT.toNanos());
    }
}
