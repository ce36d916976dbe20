package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code store} may say, and the sentence for each mistake. */
class StoreReaderTest {

    private static final String PORCH = "cameras: { porch: { source: \"v4l2:///dev/video0\" } }\n";

    @TempDir
    Path folder;

    private StoreConfig read(String store) throws IOException {
        Path file = Files.writeString(folder.resolve("edge-infer.yaml"), PORCH + store);
        return ConfigFile.read(file, Secrets.of(Map.of())).config().store();
    }

    @Test
    void everyKeyIsMapped() throws IOException {
        assertEquals(
                new StoreConfig(
                        Duration.ofHours(48),
                        500,
                        1_500_000_000,
                        100L << 20,
                        new StoreConfig.Snapshots(false, 70, 640)),
                read("""
                        store:
                          max-age: 48h
                          max-events: 500
                          max-size: 1.5GB
                          min-free: 100MiB
                          snapshots: { enabled: false, quality: 70, max-width: 640 }
                        """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "store:", "store: {}", "store: { snapshots: }"})
    void everythingHasADefault(String text) throws IOException {
        assertEquals(StoreConfig.DEFAULT, read(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            max-size: 500    | 20 | store.max-size: "500" has no unit; write 500MB or 500GB
            max-size: 2gb    | 20 | store.max-size: "2gb" has an unknown unit; did you mean 2GB? (known: kB, KiB, MB, MiB, GB, GiB)
            max-size: 2G     | 20 | store.max-size: "2G" has an unknown unit; did you mean 2GB? (known: kB, KiB, MB, MiB, GB, GiB)
            max-size: 2TB    | 20 | store.max-size: "2TB" has an unknown unit; known: kB, KiB, MB, MiB, GB, GiB
            max-size: much   | 20 | store.max-size: "much" is not a size; write a number and its unit, such as 500MB or 2GiB
            max-size: -1MB   | 20 | store.max-size: "-1MB" is not a size; write a number and its unit, such as 500MB or 2GiB
            max-size: 5MB    | 20 | store.max-size: "5MB" is out of range; 10MB..100000GB is allowed
            max-size: [1MB]  | 20 | store.max-size: is a list; write a size
            max-size:        | 19 | store.max-size: has no value; write a size or remove the key
            max-events: 0    | 22 | store.max-events: "0" is out of range; 1..10000000 is allowed
            max-age: 5s      | 19 | store.max-age: "5s" is out of range; 1min..87600h is allowed
            max-age: 30d     | 19 | store.max-age: "30d" has an unknown unit; known: ms, s, min, h
            max-sise: 1GB    | 10 | store.max-sise: unknown key; did you mean "max-size"? (known: max-age, max-events, max-size, min-free, snapshots)
            snapshots: { quality: 0 } | 32 | store.snapshots.quality: "0" is out of range; 1..100 is allowed
            snapshots: true  | 21 | store.snapshots: "true" is not a map; write key: value below snapshots, indented
            """)
    void aMistakeIsExplained(String store, int column, String sentence) {
        var refused = assertThrows(InvalidDocumentException.class, () -> read("store: { " + store + " }\n"));
        assertEquals(
                "edge-infer.yaml:2:%d: %s".formatted(column, sentence),
                String.join(
                                "\n",
                                refused.problems().stream()
                                        .map(Object::toString)
                                        .toList())
                        .replace(folder + "/", ""));
    }
}
