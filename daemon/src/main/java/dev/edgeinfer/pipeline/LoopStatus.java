package dev.edgeinfer.pipeline;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the inference loop does for one camera; a value of one moment.
 *
 * @param targetFps inferences a second to aim at; empty: as many as the model gives
 * @param actualFps inferences a second over the last seconds; 0 when there are none
 * @param detected frames that the detector has finished since the start
 * @param error the detector's last failure; empty when there was none, or when it has succeeded since
 * @param resultAge how old the last results were when they were there; empty before the first
 * @param motion what motion gating does; empty where it is off
 */
public record LoopStatus(
        OptionalDouble targetFps,
        double actualFps,
        long detected,
        Optional<String> error,
        Optional<ResultAge> resultAge,
        Optional<MotionStatus> motion) {}
