package dev.edgeinfer.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel tells of the board: temperatures, throttling of a Raspberry Pi, power where it is measured (a Jetson's INA3221
 * among others). What a board does not have is left out.
 */
final class BoardMetrics {

    /** Bit of {@code get_throttled} → reason; the same 16 bits higher for what has been so since the board was started. */
    private static final Map<Integer, String> THROTTLING =
            Map.of(0, "under-voltage", 1, "frequency-capped", 2, "throttled", 3, "soft-temperature-limit");

    private static final int SINCE_START = 16;

    private final Path sys;

    /** @param sys {@code /sys} */
    BoardMetrics(Path sys) {
        this.sys = sys;
    }

    List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(temperatures().snapshot());
        text(sys.resolve("devices/platform/soc/soc:firmware/get_throttled"))
                .flatMap(BoardMetrics::hexadecimal)
                .ifPresent(bits -> all.addAll(throttling(bits)));
        all.add(power().snapshot());
        return all;
    }

    private Family temperatures() {
        var family = Family.gauge("temperature", Unit.CELSIUS, "Temperature of a sensor of the board.");
        for (Path zone : entries(sys.resolve("class/thermal"), "thermal_zone*")) {
            number(zone.resolve("temp"))
                    .ifPresent(milli -> family.add(
                            milli / 1e3,
                            "sensor",
                            text(zone.resolve("type")).orElse(""),
                            "zone",
                            zone.getFileName().toString()));
        }
        return family;
    }

    private static List<MetricSnapshot> throttling(long bits) {
        var now = Family.gauge("throttled", "Whether the board is slowed down now, by reason.");
        var before = Family.gauge("throttled_since_boot", "Whether it has been since it was started, by reason.");
        THROTTLING.forEach((bit, reason) -> {
            now.add(bits >> bit & 1, "reason", reason);
            before.add(bits >> bit + SINCE_START & 1, "reason", reason);
        });
        return List.of(now.snapshot(), before.snapshot());
    }

    private Family power() {
        var family = Family.gauge("power", new Unit("watts"), "Power that a sensor of the board measures.");
        for (Path monitor : entries(sys.resolve("class/hwmon"), "hwmon*")) {
            String chip =
                    text(monitor.resolve("name")).orElse(monitor.getFileName().toString());
            String place = monitor.getFileName().toString();
            for (Path input : entries(monitor, "power*_input")) {
                String channel = channel(input, "power");
                number(input)
                        .ifPresent(micro -> family.add(
                                micro / 1e6,
                                "monitor",
                                place,
                                "chip",
                                chip,
                                "rail",
                                text(monitor.resolve("power" + channel + "_label"))
                                        .orElse("power" + channel)));
            }
            for (Path input : entries(monitor, "curr*_input")) {
                String channel = channel(input, "curr");
                OptionalLong milliamperes = number(input);
                OptionalLong millivolts = number(monitor.resolve("in" + channel + "_input"));
                if (milliamperes.isPresent() && millivolts.isPresent()) {
                    family.add(
                            milliamperes.getAsLong() * millivolts.getAsLong() / 1e6,
                            "monitor",
                            place,
                            "chip",
                            chip,
                            "rail",
                            text(monitor.resolve("in" + channel + "_label")).orElse("in" + channel));
                }
            }
        }
        return family;
    }

    private static String channel(Path input, String kind) {
        return input.getFileName().toString().substring(kind.length()).replace("_input", "");
    }

    private static List<Path> entries(Path directory, String pattern) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(entries::add);
        } catch (IOException e) {
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    private static Optional<Long> hexadecimal(String text) {
        try {
            return Optional.of(Long.parseLong(text.replaceFirst("^0x", ""), 16));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(text(file).orElse("")));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** A sensor that is asleep answers with an error, and so does one that is not there. */
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
