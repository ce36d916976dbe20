package dev.edgeinfer.camera;

import java.time.Duration;

/**
 * How patient a camera is.
 *
 * @param retry waits between attempts
 * @param stallAfter a call into the source that takes longer makes the camera {@link CameraState#STALLED}
 * @param abortAfter one that takes longer still is {@linkplain FrameSource#abort aborted}, so that the source is opened
 *     again
 * @param closeWithin {@link Camera#close} waits this long for the capture thread, then leaves it behind
 * @param buffers frames in the camera's pool: one being filled, one waiting, one in the detector, one kept as the
 *     latest, and the rest for snapshots under way
 */
public record CameraPolicy(
        RetryPolicy retry, Duration stallAfter, Duration abortAfter, Duration closeWithin, int buffers) {

    public static final CameraPolicy DEFAULT = new CameraPolicy(
            RetryPolicy.DEFAULT, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(2), 6);
}
