package dev.edgeinfer.http.state;

import dev.edgeinfer.document.Json;
import dev.edgeinfer.pipeline.MotionStatus;

/**
 * What motion gating does for a camera.
 *
 * @param state {@code moving}: frames are detected; {@code still}: the last one was passed over, and what was seen before
 *     stands
 * @param skippedShare part of the frames since the start that were passed over, 0..1
 */
public record Motion(String state, double skippedShare) {

    public static Motion of(MotionStatus status) {
        return new Motion(status.still() ? "still" : "moving", Json.rounded(status.skippedShare(), 4));
    }
}
