package dev.edgeinfer.camera;

import java.time.Duration;

/**
 * How patient a camera is.
 *
 * @param retry waits between attempts
 * @param stallAfter a call into the source that takes longer makes the camera {@link CameraState#STALLED}
 * @param abortAfter one that takes longer still is {@linkplain FrameSource#abort aborted}, so that the source is opened
 *     again
 * @param abandonAfter one that even then does not return is given up together with its thread, and another thread opens
 *     the source
 * @param closeWithin {@link Camera#close} waits this long for the capture thread, then leaves it behind
 * @param buffers frames in the camera's pool: one being filled, one waiting, one in the detector, one kept as the
 *     latest, and the rest for snapshots under way
 * @param mostAbandoned threads of the camera that may be given up at one time; then it is not opened again until one of
 *     them returns
 */
public record CameraPolicy(
        RetryPolicy retry,
        Duration stallAfter,
        Duration abortAfter,
        Duration abandonAfter,
        Duration closeWithin,
        int buffers,
        int mostAbandoned) {

    public static final CameraPolicy DEFAULT = new CameraPolicy(
            RetryPolicy.DEFAULT,
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            6,
            4);

    public CameraPolicy {
        if (!stallAfter.isPositive()
                || abortAfter.compareTo(stallAfter) < 0
                || abandonAfter.compareTo(abortAfter) < 0) {
            throw new IllegalArgumentException("deadlines must satisfy 0 < stall <= abort <= abandon, not %s, %s and %s"
                    .formatted(stallAfter, abortAfter, abandonAfter));
        }
        if (mostAbandoned < 1) {
            throw new IllegalArgumentException("at least 1 abandoned thread must be borne, not " + mostAbandoned);
        }
    }

    /** The same patience with another number of frames. */
    public CameraPolicy withBuffers(int frames) {
        return new CameraPolicy(retry, stallAfter, abortAfter, abandonAfter, closeWithin, frames, mostAbandoned);
    }
}
