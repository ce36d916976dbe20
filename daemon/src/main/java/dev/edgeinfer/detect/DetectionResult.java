package dev.edgeinfer.detect;

import java.util.List;

/**
 * What a detector found in one frame.
 *
 * @param detections best score first; immutable
 * @param timing what it cost
 */
public record DetectionResult(List<Detection> detections, Timing timing) {}
