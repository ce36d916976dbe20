package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest;

/**
 * What a detector reports.
 *
 * @param minScore least score of a detection, 0..1
 * @param iou overlap (intersection over union, 0..1) above which the lower-scored of two boxes is suppressed
 * @param nms which boxes may suppress which
 * @param maxDetections most detections of a frame, at least 1
 * @param multiLabel whether a cell of the model's grid may report every class above {@code minScore}, as the measure of
 *     average precision wants it; false: its best class only, as a live view does
 */
public record DetectorOptions(
        double minScore, double iou, ModelManifest.Nms nms, int maxDetections, boolean multiLabel) {

    public DetectorOptions {
        requireShare("min-score", minScore);
        requireShare("iou", iou);
        if (maxDetections < 1) {
            throw new IllegalArgumentException("max-detections must be at least 1, not " + maxDetections);
        }
    }

    /** What the bundle advises for a live view. */
    public static DetectorOptions of(ModelManifest manifest) {
        var advised = manifest.thresholds();
        return new DetectorOptions(advised.minScore(), advised.iou(), advised.nms(), advised.maxDetections(), false);
    }

    public DetectorOptions withMinScore(double score) {
        return new DetectorOptions(score, iou, nms, maxDetections, multiLabel);
    }

    public DetectorOptions withIou(double threshold) {
        return new DetectorOptions(minScore, threshold, nms, maxDetections, multiLabel);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("%s must be within 0..1, not %s".formatted(name, value));
        }
    }
}
