package dev.edgeinfer.config;

import java.time.Duration;

/**
 * How much of what happened is kept. Whatever is beyond one of the limits goes, oldest first.
 *
 * @param maxAge how long an event is kept after its end; 30 days by default
 * @param maxEvents how many events are kept, at least 1; 100,000 by default
 * @param maxBytes how many bytes the database and the snapshots may take together; 2 GiB by default
 * @param minFree how many bytes of the disk stay free; 500 MiB by default
 * @param snapshots the pictures of events
 */
public record StoreConfig(Duration maxAge, int maxEvents, long maxBytes, long minFree, Snapshots snapshots) {

    public static final StoreConfig DEFAULT =
            new StoreConfig(Duration.ofDays(30), 100_000, 2L << 30, 500L << 20, new Snapshots(true, 85, 1280));

    /**
     * How pictures are kept.
     *
     * @param enabled whether any are
     * @param quality of the JPEG, 1..100
     * @param maxWidth in pixels; wider ones are made smaller
     */
    public record Snapshots(boolean enabled, int quality, int maxWidth) {}
}
