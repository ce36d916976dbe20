package dev.edgeinfer.config;

import java.util.Optional;

/**
 * The model that all cameras share.
 *
 * @param path name of a bundle in the models directory, or, with a {@code /} in it, absolute path of a bundle; {@code nanodet-g} by default
 * @param threads inference threads, 1..256; by default one less than the processors, at least 1
 * @param minScore least score of a detection, 0..1; empty: what the bundle says
 * @param iou IoU above which the lower-scored of two boxes is suppressed, 0..1; empty: what the bundle says
 */
public record ModelConfig(String path, int threads, Optional<Double> minScore, Optional<Double> iou) {}
