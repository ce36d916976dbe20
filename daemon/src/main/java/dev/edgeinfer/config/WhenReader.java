package dev.edgeinfer.config;

import dev.edgeinfer.config.RuleConfig.Direction;
import dev.edgeinfer.config.RuleConfig.InputState;
import dev.edgeinfer.config.RuleConfig.LineCrossing;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.config.SceneConfig.Line;
import dev.edgeinfer.config.SceneConfig.Zone;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code when} of a rule and checks what it refers to. */
final class WhenReader {

    private static final Duration SHORTEST_ABSENCE = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_OBJECTS = 1000;
    private static final String LOOKING = "label, zone, line, count or absent-for";

    private final Set<String> names;
    private final Map<String, CameraConfig> cameras;
    private final Set<String> inputs;
    private final ScheduleReader schedules;

    /** The states of an input as they are written. */
    private enum State {
        ACTIVE,
        INACTIVE
    }

    /**
     * @param names names of all cameras
     * @param cameras those of them that have no problem
     * @param hasLocation whether the configuration says where the board is
     * @param inputs names of all inputs
     */
    WhenReader(Set<String> names, Map<String, CameraConfig> cameras, boolean hasLocation, Set<String> inputs) {
        this.names = names;
        this.cameras = cameras;
        this.inputs = inputs;
        schedules = new ScheduleReader(hasLocation);
    }

    Optional<When> read(YamlMap when) {
        YamlValue labelValue = when.get("label");
        YamlValue zoneValue = when.get("zone");
        YamlValue lineValue = when.get("line");
        YamlValue directionValue = when.get("direction");
        YamlValue scoreValue = when.get("min-score");
        YamlValue countValue = when.get("count");
        YamlValue forValue = when.get("for");
        YamlValue absentValue = when.get("absent-for");
        YamlValue scheduleValue = when.get("schedule");
        YamlValue armedValue = when.get("armed");
        YamlValue inputValue = when.get("input");
        YamlValue cameraValue = when.get("camera");

        boolean looks = isAnyPresent(labelValue, zoneValue, lineValue, countValue, absentValue);
        if (!looks && !isAnyPresent(scheduleValue, armedValue, inputValue)) {
            when.problem(
                    "has nothing to wait for",
                    "write label: person, or some of zone, line, count, absent-for, schedule, armed, input");
        } else if (!looks) {
            refuse(scoreValue, "without " + LOOKING);
            refuse(cameraValue, "without " + LOOKING);
        }
        if (lineValue.isPresent()) {
            String why = "with line: that someone crosses it is a moment";
            refuse(zoneValue, "with line: who crosses it counts, wherever that is");
            refuse(countValue, why);
            refuse(forValue, why);
        } else {
            refuse(directionValue, "without line");
        }
        if (absentValue.isPresent() && !lineValue.isPresent()) {
            refuse(forValue, "with absent-for");
        }

        List<String> counted = oneOrMore(cameraValue, "camera", this::camera).stream()
                .distinct()
                .toList();
        List<String> zones = oneOrMore(zoneValue, "zone", value -> place(value, "zone", counted, WhenReader::zones));
        Optional<String> line = place(lineValue, "line", counted, WhenReader::lines);
        Direction direction = directionValue.choice(Direction.class).orElse(Direction.ANY);
        return Optional.of(new When(
                oneOrMore(labelValue, "label", YamlValue::string),
                zones,
                line.map(name -> new LineCrossing(name, direction)),
                scoreValue.decimal(0, 1).orElse(When.DEFAULT_MIN_SCORE),
                countValue.integer(1, MOST_OBJECTS).map(OptionalInt::of).orElse(OptionalInt.empty()),
                forValue.duration(Duration.ZERO, LONGEST).orElse(Duration.ZERO),
                absentValue.duration(SHORTEST_ABSENCE, LONGEST),
                schedules.read(scheduleValue),
                armedValue.bool(),
                input(inputValue),
                counted));
    }

    private static boolean isAnyPresent(YamlValue... values) {
        return Stream.of(values).anyMatch(YamlValue::isPresent);
    }

    private static void refuse(YamlValue value, String why) {
        if (value.isPresent()) {
            value.keyProblem("has no effect " + why, "remove one of them");
        }
    }

    private static List<String> oneOrMore(YamlValue value, String what, Function<YamlValue, Optional<String>> reader) {
        if (!value.isCollection()) {
            return reader.apply(value).stream().toList();
        }
        if (value.isEmptyList()) {
            value.problem("names no " + what, "name one, or remove the key so that all count");
        }
        return value.list(reader).orElse(List.of());
    }

    private Optional<String> camera(YamlValue value) {
        Optional<String> name = value.string();
        name.filter(camera -> !names.contains(camera))
                .ifPresent(camera -> value.problem("is not a camera", NearestName.hint(camera, names)));
        return name;
    }

    /**
     * Name of a zone or line, which at least one camera of the rule must have.
     *
     * @param counted cameras of the rule; empty: all
     * @param places their zones or lines
     */
    private Optional<String> place(
            YamlValue value, String what, List<String> counted, Function<SceneConfig, Stream<String>> places) {
        Optional<String> name = value.string();
        List<CameraConfig> known = (counted.isEmpty() ? names : counted)
                .stream().map(cameras::get).filter(Objects::nonNull).toList();
        // What a camera with problems of its own would have, nobody knows.
        boolean all = known.size() == (counted.isEmpty() ? names : counted).size();
        Set<String> there = known.stream()
                .flatMap(camera -> places.apply(camera.scene()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        name.filter(place -> all && !there.contains(place))
                .ifPresent(place -> value.problem(
                        "is not a %s of %s".formatted(what, owners(counted)), NearestName.hint(place, there)));
        return name;
    }

    private static String owners(List<String> counted) {
        return switch (counted.size()) {
            case 0 -> "any camera";
            case 1 -> "camera \"" + counted.getFirst() + "\"";
            default -> "any of the cameras " + String.join(", ", counted);
        };
    }

    private static Stream<String> zones(SceneConfig scene) {
        return scene.zones().stream().map(Zone::name);
    }

    private static Stream<String> lines(SceneConfig scene) {
        return scene.lines().stream().map(Line::name);
    }

    private Optional<InputState> input(YamlValue value) {
        if (!value.isCollection()) {
            return inputName(value).map(name -> new InputState(name, true));
        }
        return value.map(map -> {
            Optional<String> name = inputName(map.get("line").required("write line: DOOR"));
            boolean active = map.get("state").choice(State.class).orElse(State.ACTIVE) == State.ACTIVE;
            return name.map(line -> new InputState(line, active));
        });
    }

    private Optional<String> inputName(YamlValue value) {
        Optional<String> name = value.string();
        name.filter(input -> !inputs.contains(input))
                .ifPresent(input -> value.problem("is not an input", NearestName.hint(input, inputs)));
        return name;
    }
}
