package dev.edgeinfer.pipeline;

import dev.edgeinfer.detect.Timing;
import java.time.Instant;
import java.util.List;

/** Detection frames for tests. */
final class DetectionFrames {

    private DetectionFrames() {}

    static DetectionFrame of(String camera, long sequence) {
        return new DetectionFrame(camera, sequence, Instant.EPOCH, 0, 8, 6, List.of(), new Timing(0, 0, 0));
    }
}
