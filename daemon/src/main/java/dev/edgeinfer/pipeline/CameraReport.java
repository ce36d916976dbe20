package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.CameraStatus;
import java.util.OptionalLong;

/**
 * Everything known about one camera at one moment, for the API, health and metrics.
 *
 * @param camera what its capture does
 * @param loop what the inference loop does for it
 * @param ageNanos time since the capture of the frame that was detected last; empty before the first
 */
public record CameraReport(CameraStatus camera, LoopStatus loop, OptionalLong ageNanos) {}
