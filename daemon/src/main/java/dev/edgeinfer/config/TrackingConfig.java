package dev.edgeinfer.config;

import java.time.Duration;

/**
 * How what a camera sees is tracked. {@link #DEFAULT} has the defaults.
 *
 * @param enabled whether it is tracked at all
 * @param minScore least score of a detection that may continue a track, 0..1
 * @param highScore least score of a detection that may begin a track; from {@code minScore} to 1
 * @param threshold what the median of a track's scores must reach before the track is confirmed, 0..1
 * @param minHits in how many frames a track must have been seen before it is confirmed, at least 1
 * @param maxAge how long a track lives on without being seen, above zero
 * @param minIou least overlap of a detection with where its track is expected, above 0 and below 1
 * @param stationaryAfter after how long without leaving its place an object is stationary, above zero
 */
public record TrackingConfig(
        boolean enabled,
        double minScore,
        double highScore,
        double threshold,
        int minHits,
        Duration maxAge,
        double minIou,
        Duration stationaryAfter) {

    public static final TrackingConfig DEFAULT =
            new TrackingConfig(true, 0.1, 0.5, 0.5, 3, Duration.ofSeconds(2), 0.3, Duration.ofSeconds(10));
}
