package dev.edgeinfer.config;

import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.Line;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.config.SceneConfig.Zone;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code tracking}, {@code zones} and {@code lines} of a camera. */
final class SceneReader {

    private static final int DEFAULT_INERTIA = 3;
    private static final int MOST_INERTIA = 1000;
    private static final Duration LONGEST_LOITERING = Duration.ofHours(24);
    private static final double DEFAULT_MARGIN = 0.1;
    private static final double MOST_MARGIN = 10;
    private static final double MOST_RATIO = 1000;

    /** Of either: each costs a little with each object of each frame. */
    private static final int MOST_PLACES = 100;

    private static final String POLYGON = "[[x, y], [x, y], [x, y]]";
    private static final String TWO_POINTS = "[[x, y], [x, y]]";

    private SceneReader() {}

    /** @param tracking what holds for all cameras */
    static SceneConfig read(YamlMap camera, TrackingConfig tracking) {
        TrackingConfig own = camera.get("tracking").section(map -> TrackingReader.read(map, tracking));
        YamlValue zonesValue = camera.get("zones");
        YamlValue linesValue = camera.get("lines");
        Map<String, YamlValue> zones = zonesValue.section(map -> named(map, "zones"));
        Map<String, YamlValue> lines = linesValue.section(map -> named(map, "lines"));
        lines.forEach((name, line) -> {
            if (zones.containsKey(name)) {
                line.keyProblem(
                        "is the name of a zone too, on line " + zones.get(name).line(), "rename one of them");
            }
        });
        if (!own.enabled() && (zonesValue.isPresent() || linesValue.isPresent())) {
            (zonesValue.isPresent() ? zonesValue : linesValue)
                    .keyProblem("has no effect without tracking", "remove tracking: { enabled: false }, or this key");
        }
        return new SceneConfig(own, converted(zones, SceneReader::zone), converted(lines, SceneReader::line));
    }

    private static Map<String, YamlValue> named(YamlMap map, String what) {
        Map<String, YamlValue> entries = map.entries();
        if (entries.size() > MOST_PLACES) {
            map.problem("has %d %s".formatted(entries.size(), what), "a camera may have %d".formatted(MOST_PLACES));
        }
        Names.verify(entries.values());
        return entries;
    }

    private static <T> List<T> converted(Map<String, YamlValue> entries, Function<YamlValue, Optional<T>> reader) {
        var converted = new ArrayList<T>();
        entries.values().forEach(entry -> reader.apply(entry).ifPresent(converted::add));
        return converted;
    }

    private static Optional<Zone> zone(YamlValue entry) {
        if (entry.isList()) {
            return PolygonReader.read(entry, POLYGON)
                    .map(polygon -> new Zone(
                            entry.key(),
                            polygon,
                            Anchor.BOTTOM_CENTER,
                            ObjectFilter.ALL,
                            DEFAULT_INERTIA,
                            Duration.ZERO));
        }
        return entry.map(zone -> {
            Optional<Polygon> polygon =
                    PolygonReader.read(zone.get("polygon").required("write polygon: " + POLYGON), POLYGON);
            Anchor anchor = anchor(zone);
            ObjectFilter only = filter(zone);
            int inertia = zone.get("inertia").integer(1, MOST_INERTIA).orElse(DEFAULT_INERTIA);
            Duration loitering = zone.get("loitering-time")
                    .duration(Duration.ZERO, LONGEST_LOITERING)
                    .orElse(Duration.ZERO);
            return polygon.map(area -> new Zone(entry.key(), area, anchor, only, inertia, loitering));
        });
    }

    private static Optional<Line> line(YamlValue entry) {
        if (entry.isList()) {
            return twoPoints(entry)
                    .map(points -> new Line(
                            entry.key(),
                            points.getFirst(),
                            points.getLast(),
                            Anchor.BOTTOM_CENTER,
                            ObjectFilter.ALL,
                            DEFAULT_MARGIN));
        }
        return entry.map(line -> {
            Optional<List<Point>> points = twoPoints(line.get("points").required("write points: " + TWO_POINTS));
            Anchor anchor = anchor(line);
            ObjectFilter only = filter(line);
            double margin = line.get("margin").decimal(0, MOST_MARGIN).orElse(DEFAULT_MARGIN);
            return points.map(ends -> new Line(entry.key(), ends.getFirst(), ends.getLast(), anchor, only, margin));
        });
    }

    private static Optional<List<Point>> twoPoints(YamlValue value) {
        Optional<List<Point>> points = PolygonReader.points(value, "a line", TWO_POINTS);
        if (points.isPresent() && points.get().size() != 2) {
            value.problem("has %d points".formatted(points.get().size()), "a line has two: write " + TWO_POINTS);
            return Optional.empty();
        }
        if (points.isPresent() && points.get().getFirst().equals(points.get().getLast())) {
            value.problem("begins where it ends", "give it two different points");
            return Optional.empty();
        }
        return points;
    }

    private static Anchor anchor(YamlMap map) {
        return map.get("anchor").choice(Anchor.class).orElse(Anchor.BOTTOM_CENTER);
    }

    private static ObjectFilter filter(YamlMap map) {
        YamlValue labelsValue = map.get("labels");
        List<String> labels = labelsValue.list(YamlValue::string).orElse(List.of());
        if (labelsValue.isList() && labels.isEmpty()) {
            labelsValue.problem("names no label", "name one, or remove the key so that all count");
        }
        YamlValue maxAreaValue = map.get("max-area");
        YamlValue maxRatioValue = map.get("max-ratio");
        double minArea = map.get("min-area").decimal(0, 1).orElse(ObjectFilter.ALL.minArea());
        double maxArea = maxAreaValue.decimal(0, 1).orElse(ObjectFilter.ALL.maxArea());
        double minRatio = map.get("min-ratio").decimal(0, MOST_RATIO).orElse(ObjectFilter.ALL.minRatio());
        double maxRatio = maxRatioValue.decimal(0, MOST_RATIO).orElse(ObjectFilter.ALL.maxRatio());
        verifyOrder(maxAreaValue, "min-area", minArea, maxArea);
        verifyOrder(maxRatioValue, "min-ratio", minRatio, maxRatio);
        return new ObjectFilter(labels, minArea, maxArea, minRatio, maxRatio);
    }

    private static void verifyOrder(YamlValue maxValue, String min, double least, double most) {
        if (least > most) {
            maxValue.problem("is below %s (%s), so nothing counts".formatted(min, least), "exchange them");
        }
    }
}
