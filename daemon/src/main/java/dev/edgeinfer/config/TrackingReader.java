package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Duration;

/** Reads {@code tracking}, of all cameras or of one. */
final class TrackingReader {

    private static final int MOST_HITS = 1000;
    private static final double LEAST_MIN_IOU = 0.01;
    private static final double MOST_MIN_IOU = 0.95;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST_AGE = Duration.ofMinutes(10);
    private static final Duration LONGEST_STAND = Duration.ofHours(24);

    private TrackingReader() {}

    /** @param base what holds for keys that are not there */
    static TrackingConfig read(YamlMap tracking, TrackingConfig base) {
        YamlValue minScoreValue = tracking.get("min-score");
        YamlValue highScoreValue = tracking.get("high-score");
        double minScore = minScoreValue.decimal(0, 1).orElse(base.minScore());
        double highScore = highScoreValue.decimal(0, 1).orElse(base.highScore());
        if (minScore > highScore) {
            YamlValue written = highScoreValue.isPresent() ? highScoreValue : minScoreValue;
            written.problem(
                    "makes min-score (%s) greater than high-score (%s)".formatted(minScore, highScore),
                    "what begins a track must not score less than what continues it");
        }
        return new TrackingConfig(
                tracking.get("enabled").bool().orElse(base.enabled()),
                minScore,
                highScore,
                tracking.get("threshold").decimal(0, 1).orElse(base.threshold()),
                tracking.get("min-hits").integer(1, MOST_HITS).orElse(base.minHits()),
                tracking.get("max-age").duration(SHORTEST, LONGEST_AGE).orElse(base.maxAge()),
                tracking.get("min-iou").decimal(LEAST_MIN_IOU, MOST_MIN_IOU).orElse(base.minIou()),
                tracking.get("stationary-after")
                        .duration(SHORTEST, LONGEST_STAND)
                        .orElse(base.stationaryAfter()));
    }
}
