package dev.edgeinfer.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * What the kernel tells of the board: temperatures, throttling of a Raspberry Pi, power and energy where they are measured (a
 * Jetson's INA3221, a PC's RAPL). What a board does not have is left out. Each call reads anew; any thread may call.
 */
public final class Board {

    private static final double MICRO = 1e6;

    /** By their bits of {@code get_throttled}; the same 16 bits higher for what has been so since the board was started. */
    private static final List<String> THROTTLING =
            List.of("under-voltage", "frequency-capped", "throttled", "soft-temperature-limit");

    private static final int SINCE_START = 16;

    private final Path root;

    /** A sensor's temperature. @param zone its place in {@code /sys/class/thermal} */
    public record Temperature(String sensor, String zone, double celsius) {}

    /** A reason to be slowed down: whether it is one now, and has been since the board was started. */
    public record Throttling(String reason, boolean now, boolean sinceStart) {}

    /** What flows through a rail now. @param monitor its place in {@code /sys/class/hwmon} */
    public record Power(String chip, String monitor, String rail, double watts) {}

    /**
     * A counter of energy.
     *
     * @param domain what it counts the energy of, {@code package-0}
     * @param joules counted until now
     * @param rangeJoules where the counter begins at zero again
     */
    public record Energy(String domain, double joules, double rangeJoules) {}

    /** @param root of the file system */
    public Board(Path root) {
        this.root = root;
    }

    /** What its maker calls it; empty: it does not say. */
    public Optional<String> model() {
        for (String file : List.of("proc/device-tree/model", "sys/class/dmi/id/product_name")) {
            // The device tree ends its texts with a zero.
            Optional<String> text = text(root.resolve(file))
                    .map(name -> name.replace("\0", "").strip())
                    .filter(name -> !name.isEmpty());
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    /** The processor's name; empty: the kernel does not say, as on most ARM boards. */
    public Optional<String> processor() {
        return text(root.resolve("proc/cpuinfo")).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    public List<Temperature> temperatures() {
        List<Temperature> all = new ArrayList<>();
        for (Path zone : entries(root.resolve("sys/class/thermal"), "thermal_zone*")) {
            number(zone.resolve("temp"))
                    .ifPresent(milli -> all.add(new Temperature(
                            text(zone.resolve("type")).orElse(""),
                            zone.getFileName().toString(),
                            milli / 1e3)));
        }
        return all;
    }

    /** Each reason for which a Raspberry Pi may be slowed down; none: the board is no such. */
    public List<Throttling> throttlings() {
        return text(root.resolve("sys/devices/platform/soc/soc:firmware/get_throttled")).stream()
                .flatMapToLong(text -> hexadecimal(text).stream())
                .boxed()
                .flatMap(bits -> IntStream.range(0, THROTTLING.size())
                        .mapToObj(bit -> new Throttling(
                                THROTTLING.get(bit), (bits >> bit & 1) == 1, (bits >> bit + SINCE_START & 1) == 1)))
                .toList();
    }

    public List<Power> powers() {
        List<Power> all = new ArrayList<>();
        for (Path monitor : entries(root.resolve("sys/class/hwmon"), "hwmon*")) {
            String place = monitor.getFileName().toString();
            String chip = text(monitor.resolve("name")).orElse(place);
            for (Path input : entries(monitor, "power*_input")) {
                String channel = channel(input, "power");
                String rail =
                        text(monitor.resolve("power" + channel + "_label")).orElse("power" + channel);
                number(input).ifPresent(micro -> all.add(new Power(chip, place, rail, micro / MICRO)));
            }
            for (Path input : entries(monitor, "curr*_input")) {
                String channel = channel(input, "curr");
                OptionalLong milliamperes = number(input);
                OptionalLong millivolts = number(monitor.resolve("in" + channel + "_input"));
                if (milliamperes.isPresent() && millivolts.isPresent()) {
                    String rail =
                            text(monitor.resolve("in" + channel + "_label")).orElse("in" + channel);
                    all.add(new Power(chip, place, rail, milliamperes.getAsLong() * millivolts.getAsLong() / MICRO));
                }
            }
        }
        return all;
    }

    /** Counters that only root may read are left out. */
    public List<Energy> energies() {
        List<Energy> all = new ArrayList<>();
        for (Path zone : entries(root.resolve("sys/class/powercap"), "intel-rapl:*")) {
            OptionalLong micro = number(zone.resolve("energy_uj"));
            OptionalLong range = number(zone.resolve("max_energy_range_uj"));
            if (micro.isPresent() && range.isPresent()) {
                String domain =
                        text(zone.resolve("name")).orElse(zone.getFileName().toString());
                all.add(new Energy(domain, micro.getAsLong() / MICRO, range.getAsLong() / MICRO));
            }
        }
        return all;
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

    private static OptionalLong hexadecimal(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.replaceFirst("^0x", ""), 16));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
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
