package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.CameraStatus;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything known about one camera at one moment, for the API, health and metrics.
 *
 * @param camera what its capture does
 * @param loop what the inference loop does for it
 * @param snapshotStream what the capture of its full stream does; empty: it has no second one
 * @param ageNanos time since the capture of the frame that was detected last; empty before the first
 */
public record CameraReport(
        CameraStatus camera, LoopStatus loop, Optional<CameraStatus> snapshotStream, OptionalLong ageNanos) {}
