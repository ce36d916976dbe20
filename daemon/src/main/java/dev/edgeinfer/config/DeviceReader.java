package dev.edgeinfer.config;

import dev.edgeinfer.config.DeviceConfig.Location;
import dev.edgeinfer.system.Machine;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code device}. */
final class DeviceReader {

    private static final String NAMELESS = "edge-infer";
    private static final double MOST_LATITUDE = 90;
    private static final double MOST_LONGITUDE = 180;

    private DeviceReader() {}

    static DeviceConfig read(YamlMap device) {
        YamlValue idValue = device.get("id");
        Optional<String> id = idValue.string();
        id.filter(name -> !Names.isValid(name)).ifPresent(name -> idValue.problem("is not a valid name", Names.HINT));
        return new DeviceConfig(
                id.orElseGet(() -> idOf(Machine.name().orElse(NAMELESS))),
                zone(device.get("time-zone")).orElseGet(ZoneId::systemDefault),
                location(device.get("location")));
    }

    private static Optional<ZoneId> zone(YamlValue value) {
        return value.string().flatMap(name -> {
            try {
                return Optional.of(ZoneId.of(name));
            } catch (DateTimeException e) {
                value.problem("is not a time zone", "write a name such as Europe/Vienna, or UTC");
                return Optional.empty();
            }
        });
    }

    private static Optional<Location> location(YamlValue value) {
        if (!value.isPresent()) {
            return Optional.empty();
        }
        return value.map(map -> {
            Optional<Double> latitude =
                    map.get("latitude").required("write latitude: 48.2").decimal(-MOST_LATITUDE, MOST_LATITUDE);
            Optional<Double> longitude =
                    map.get("longitude").required("write longitude: 16.4").decimal(-MOST_LONGITUDE, MOST_LONGITUDE);
            return latitude.flatMap(north -> longitude.map(east -> new Location(north, east)));
        });
    }

    /** The first part of the host's name, in the letters that names have. */
    static String idOf(String host) {
        String letters = host.toLowerCase(Locale.ROOT).replaceFirst("\\..*", "").replaceAll("[^a-z0-9_-]", "-");
        String id = letters.replaceFirst("^[_-]+", "");
        return id.isEmpty() ? NAMELESS : id.substring(0, Math.min(id.length(), Names.MOST_LETTERS));
    }
}
