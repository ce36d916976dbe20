package dev.edgeinfer.track;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.detect.Detection;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows what all cameras see whose configuration wants it. Threads as of {@link SceneTracker}. */
public final class Tracking {

    private final Map<String, SceneTracker> trackers = new LinkedHashMap<>();

    /** @param cameras all cameras of the configuration */
    public Tracking(Collection<CameraConfig> cameras) {
        for (CameraConfig camera : cameras) {
            if (camera.scene().tracking().enabled()) {
                trackers.put(camera.name(), new SceneTracker(camera.name(), camera.scene()));
            }
        }
    }

    /** Takes what was seen in one frame of a camera; empty: that camera is not tracked. */
    public Optional<TrackedFrame> accept(
            String camera,
            long sequence,
            Instant capturedAt,
            long capturedNanos,
            int width,
            int height,
            List<Detection> detections) {
        return Optional.ofNullable(trackers.get(camera))
                .map(tracker -> tracker.accept(sequence, capturedAt, capturedNanos, width, height, detections));
    }

    /** Whether what a camera sees is followed. */
    public boolean follows(String camera) {
        return trackers.containsKey(camera);
    }

    /** Tells that frames of a camera are left out because nothing moves in them. */
    public void still(String camera) {
        Optional.ofNullable(trackers.get(camera)).ifPresent(SceneTracker::still);
    }

    /** Tells that a camera gives no frames. */
    public void lost(String camera) {
        Optional.ofNullable(trackers.get(camera)).ifPresent(SceneTracker::lost);
    }
}
