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
        Timing timing) {}
