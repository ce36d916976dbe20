package dev.edgeinfer.config;

import java.time.Duration;

/**
 * When a camera's pictures are worth an inference: while something moves, and for a time after.
 *
 * @param threshold grey levels by which a place must differ from what it was like before, 1..255; 15 by default
 * @param minArea part of the picture (of its region, where it has one) that must differ, 0..1; 0.002 by default
 * @param hold how long inference goes on after the last motion; 5 s by default
 * @param keepAlive the longest time without an inference, however still it is; 30 s by default
 */
public record MotionConfig(int threshold, double minArea, Duration hold, Duration keepAlive) {}
