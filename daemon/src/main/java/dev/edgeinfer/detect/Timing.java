package dev.edgeinfer.detect;

/** Time spent in each stage for one frame, in nanoseconds of the monotonic clock. */
public record Timing(long preprocessNanos, long inferenceNanos, long postprocessNanos) {}
