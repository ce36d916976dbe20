package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import java.time.Duration;

/** Reads {@code motion} of a camera. */
final class MotionReader {

    private static final int DEFAULT_THRESHOLD = 15;
    private static final double DEFAULT_MIN_AREA = 0.002;
    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(5);
    private static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);

    /** A detection must not stand for longer than this without being looked at again. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofSeconds(1);

    private MotionReader() {}

    static MotionConfig read(YamlMap motion) {
        return new MotionConfig(
                motion.get("threshold").integer(1, 255).orElse(DEFAULT_THRESHOLD),
                motion.get("min-area").decimal(0, 1).orElse(DEFAULT_MIN_AREA),
                motion.get("hold").duration(Duration.ZERO, LONGEST).orElse(DEFAULT_HOLD),
                motion.get("keep-alive").duration(SHORTEST_KEEP_ALIVE, LONGEST).orElse(DEFAULT_KEEP_ALIVE));
    }
}
