package dev.edgeinfer.pipeline;

import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Timing;
import java.time.Instant;
import java.util.List;

/**
 * What was seen in one frame of one camera; the value that everything after inference consumes.
 *
 * @param camera name of the camera
 * @param sequence number of the frame in its camera, from 1, growing; gaps are frames that were dropped
 * @param capturedAt wall-clock time of the capture, for people
 * @param capturedNanos {@link System#nanoTime} of the capture, for ages and durations
 * @param width width of the frame in pixels
 * @param height height of the frame in pixels
 * @param detections best score first; immutable
 * @param timing cost by stage
 */
public record DetectionFrame(
        String camera,
        long sequence,
        Instant capturedAt,
        long capturedNanos,
        int width,
        int height,
        List<Detection> detections,
        Timing timing) {

    /** What was seen, in a picture of the same field of view with another size. */
    public DetectionFrame scaledTo(int otherWidth, int otherHeight) {
        if (otherWidth == width && otherHeight == height) {
            return this;
        }
        float across = (float) otherWidth / width;
        float down = (float) otherHeight / height;
        return new DetectionFrame(
                camera,
                sequence,
                capturedAt,
                capturedNanos,
                otherWidth,
                otherHeight,
                detections.stream()
                        .map(seen -> new Detection(
                                seen.label(),
                                seen.labelId(),
                                seen.score(),
                                seen.box().scaled(across, down)))
                        .toList(),
                timing);
    }
}
