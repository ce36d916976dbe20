package dev.edgeinfer.pipeline;

/**
 * What motion gating does for one camera; a value of one moment.
 *
 * @param still whether the last picture that was looked at was passed over, because nothing moves
 * @param skippedShare part of the pictures looked at since the start that were passed over, 0..1
 */
public record MotionStatus(boolean still, double skippedShare) {}
