package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import java.time.Duration;

/** Reads {@code store}. */
final class StoreReader {

    private static final Duration SHORTEST_AGE = Duration.ofMinutes(1);
    private static final Duration LONGEST_AGE = Duration.ofDays(3650);
    private static final int MOST_EVENTS = 10_000_000;

    private StoreReader() {}

    static StoreConfig read(YamlMap store) {
        return new StoreConfig(
                store.get("max-age").duration(SHORTEST_AGE, LONGEST_AGE).orElse(StoreConfig.DEFAULT.maxAge()),
                store.get("max-events").integer(1, MOST_EVENTS).orElse(StoreConfig.DEFAULT.maxEvents()),
                StoreConfig.DEFAULT.maxBytes(),
                StoreConfig.DEFAULT.minFree());
    }
}
