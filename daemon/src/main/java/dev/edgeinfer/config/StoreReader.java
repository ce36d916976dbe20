package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import java.time.Duration;

/** Reads {@code store}. */
final class StoreReader {

    private static final Duration SHORTEST_AGE = Duration.ofMinutes(1);
    private static final Duration LONGEST_AGE = Duration.ofDays(3650);
    private static final int MOST_EVENTS = 10_000_000;

    private static final long LEAST_BYTES = 10_000_000;
    private static final long MOST_BYTES = 100_000_000_000_000L;
    private static final int LEAST_WIDTH = 64;
    private static final int MOST_WIDTH = 16_384;

    private StoreReader() {}

    static StoreConfig read(YamlMap store) {
        return new StoreConfig(
                store.get("max-age").duration(SHORTEST_AGE, LONGEST_AGE).orElse(StoreConfig.DEFAULT.maxAge()),
                store.get("max-events").integer(1, MOST_EVENTS).orElse(StoreConfig.DEFAULT.maxEvents()),
                store.get("max-size").bytes(LEAST_BYTES, MOST_BYTES).orElse(StoreConfig.DEFAULT.maxBytes()),
                store.get("min-free").bytes(0, MOST_BYTES).orElse(StoreConfig.DEFAULT.minFree()),
                store.get("snapshots").section(StoreReader::snapshots));
    }

    private static StoreConfig.Snapshots snapshots(YamlMap snapshots) {
        StoreConfig.Snapshots base = StoreConfig.DEFAULT.snapshots();
        return new StoreConfig.Snapshots(
                snapshots.get("enabled").bool().orElse(base.enabled()),
                snapshots.get("quality").integer(1, 100).orElse(base.quality()),
                snapshots.get("max-width").integer(LEAST_WIDTH, MOST_WIDTH).orElse(base.maxWidth()));
    }
}
