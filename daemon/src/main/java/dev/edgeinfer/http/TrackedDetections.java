package dev.edgeinfer.http;

import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.track.TrackedFrame;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps of each camera the newest frame whose objects were followed, so that what the API shows has its tracks. Any
 * thread.
 */
public final class TrackedDetections {

    private final Map<String, Entry> latest = new ConcurrentHashMap<>();

    /** One frame and what became of the tracks in it. */
    record Entry(DetectionFrame frame, TrackedFrame tracked) {}

    public void put(DetectionFrame frame, TrackedFrame tracked) {
        latest.put(frame.camera(), new Entry(frame, tracked));
    }

    /** Empty before the first frame, and of a camera that is not followed. */
    Optional<Entry> latest(String camera) {
        return Optional.ofNullable(latest.get(camera));
    }
}
