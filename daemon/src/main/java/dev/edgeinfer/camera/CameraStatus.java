package dev.edgeinfer.camera;

import dev.edgeinfer.config.SourceConfig.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a camera is doing; a value of one moment.
 *
 * @param camera name of the camera
 * @param state where it is in its life
 * @param since when it came into this state
 * @param error the last failure, one sentence; empty when there was none, or when pictures have arrived since
 * @param failures failures in a row
 * @param captured pictures that the source delivered since the start, dropped ones included
 * @param dropped pictures that were not turned into detections, by reason
 * @param sourceFps measured rate of the source; 0 when nothing arrives
 * @param frameSize size of the last picture; empty before the first
 * @param frameAge time since the last picture; empty before the first
 * @param callsAbandoned calls into the source that did not return and were given up, since the start
 * @param threadsStuck threads that still hang in such calls
 */
public record CameraStatus(
        String camera,
        CameraState state,
        Instant since,
        Optional<String> error,
        int failures,
        long captured,
        Map<DropReason, Long> dropped,
        double sourceFps,
        Optional<Size> frameSize,
        Optional<Duration> frameAge,
        long callsAbandoned,
        int threadsStuck) {}
