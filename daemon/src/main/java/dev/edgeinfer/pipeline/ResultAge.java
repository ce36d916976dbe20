package dev.edgeinfer.pipeline;

/**
 * Ages of the last 512 results of a camera, from the capture of a picture to the end of its inference.
 *
 * @param p50Nanos half of them were not older
 * @param p99Nanos 99 of 100 were not older
 * @param maxNanos none was older
 */
public record ResultAge(long p50Nanos, long p99Nanos, long maxNanos) {}
