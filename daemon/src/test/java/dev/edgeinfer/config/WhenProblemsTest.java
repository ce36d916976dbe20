package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.RuleConfig.Direction;
import dev.edgeinfer.config.RuleConfig.InputState;
import dev.edgeinfer.config.RuleConfig.LineCrossing;
import dev.edgeinfer.config.RuleConfig.Rate;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.config.TimeWindow.AtSun;
import dev.edgeinfer.config.TimeWindow.AtTime;
import dev.edgeinfer.config.TimeWindow.SunEvent;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code when} of a rule is read into, and the exact sentence for each mistake in it. */
class WhenProblemsTest {

    private static final Path FILE = Path.of("/etc/edge-infer/edge-infer.yaml");

    /** Two cameras; lines 1 to 10. */
    private static final String CAMERAS = """
            cameras:
              porch:
                source: v4l2:///dev/video0
                zones: { step: [[0, 0], [1, 0], [1, 1]], path: [[0, 0], [1, 0], [1, 1]] }
                lines: { gate: [[0, 0.5], [1, 0.5]] }
              yard:
                source: v4l2:///dev/video1
                zones: { lawn: [[0, 0], [1, 0], [1, 1]] }
            rules:
              a:
            """;

    private static final String LOCATION = "device: { location: { latitude: 48.2, longitude: 16.4 } }\n";

    private static RuleConfig rule(String keys) {
        Config config = ConfigFile.parse(FILE, CAMERAS + "    " + keys + "\n    gpio: { line: GPIO17 }\n" + LOCATION)
                .config();
        return config.rules().get("a");
    }

    @Test
    void everyKeyIsMapped() {
        RuleConfig rule = rule("""
                when:
                      label: [person, dog]
                      zone: [step, lawn]
                      min-score: 0.7
                      count: 2
                      for: 3s
                      schedule:
                        - { days: [mon, weekend], from: "22:00", to: sunrise-30m }
                        - { from: sunset+1h }
                      armed: false
                      camera: [yard, porch]
                    cooldown: 10s
                    max-rate: 10/h\
                """);
        assertEquals(
                new When(
                        List.of("person", "dog"),
                        List.of("step", "lawn"),
                        Optional.empty(),
                        0.7,
                        OptionalInt.of(2),
                        Duration.ofSeconds(3),
                        Optional.empty(),
                        List.of(
                                new TimeWindow(
                                        Set.of(DayOfWeek.MONDAY, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                                        new AtTime(22 * 60),
                                        new AtSun(SunEvent.SUNRISE, Duration.ofMinutes(-30))),
                                new TimeWindow(
                                        Set.of(DayOfWeek.values()),
                                        new AtSun(SunEvent.SUNSET, Duration.ofHours(1)),
                                        AtTime.NEXT_MIDNIGHT)),
                        Optional.of(false),
                        Optional.empty(),
                        List.of("yard", "porch")),
                rule.when());
        assertEquals(Duration.ofSeconds(10), rule.cooldown());
        assertEquals(Optional.of(new Rate(10, Duration.ofHours(1))), rule.maxRate());
    }

    @Test
    void aLineMayBeCrossedEitherWay() {
        assertEquals(
                Optional.of(new LineCrossing("gate", Direction.ANY)),
                rule("when: { line: gate }").when().line());
        assertEquals(
                Optional.of(new LineCrossing("gate", Direction.IN)),
                rule("when: { line: gate, direction: in }").when().line());
    }

    @Test
    void aConditionNeedsNothingToBeSeen() {
        for (String when : List.of("armed: true", "schedule: { days: mon }", "schedule: { to: \"06:00\" }")) {
            assertFalse(rule("when: { " + when + " }").when().looks(), when);
        }
        for (String when : List.of("label: cat", "count: 1", "zone: lawn", "absent-for: 1min", "line: gate")) {
            assertTrue(rule("when: { " + when + " }").when().looks(), when);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            zone: stp                     | 19: rules.a.when.zone: "stp" is not a zone of any camera; did you mean "step"? (known: step, path, lawn)
            zone: [step, lwan]            | 26: rules.a.when.zone[1]: "lwan" is not a zone of any camera; did you mean "lawn"? (known: step, path, lawn)
            zone: step, camera: yard      | 19: rules.a.when.zone: "step" is not a zone of camera "yard"; known: lawn
            zone: gate                    | 19: rules.a.when.zone: "gate" is not a zone of any camera; known: step, path, lawn
            zone: []                      | 19: rules.a.when.zone: names no zone; name one, or remove the key so that all count
            label: []                     | 20: rules.a.when.label: names no label; name one, or remove the key so that all count
            line: gat                     | 19: rules.a.when.line: "gat" is not a line of any camera; did you mean "gate"? (known: gate)
            line: gate, camera: yard      | 19: rules.a.when.line: "gate" is not a line of camera "yard"; none is known here
            line: [gate]                  | 19: rules.a.when.line: is a list; write text
            line: gate, direction: up     | 36: rules.a.when.direction: "up" is not a choice here; known: in, out, any
            label: cat, direction: in     | 25: rules.a.when.direction: has no effect without line; remove one of them
            line: gate, zone: step        | 25: rules.a.when.zone: has no effect with line: who crosses it counts, wherever that is; remove one of them
            line: gate, for: 3s           | 25: rules.a.when.for: has no effect with line: that someone crosses it is a moment; remove one of them
            line: gate, count: 2          | 25: rules.a.when.count: has no effect with line: that someone crosses it is a moment; remove one of them
            label: cat, absent-for: 1s, for: 1s | 41: rules.a.when.for: has no effect with absent-for; remove one of them
            armed: true, min-score: 0.5   | 26: rules.a.when.min-score: has no effect without label, zone, line, count or absent-for; remove one of them
            armed: true, camera: porch    | 26: rules.a.when.camera: has no effect without label, zone, line, count or absent-for; remove one of them
            for: 3s                       | 5: rules.a.when: has nothing to wait for; write label: person, or some of zone, line, count, absent-for, schedule, armed, input
            count: 0                      | 20: rules.a.when.count: "0" is out of range; 1..1000 is allowed
            absent-for: 0s                | 25: rules.a.when.absent-for: "0s" is out of range; 1ms..24h is allowed
            armed: yes                    | 20: rules.a.when.armed: "yes" is not true or false; write true
            input: DOOR                   | 20: rules.a.when.input: "DOOR" is not an input; none is known here
            input: { state: active }      | 13: rules.a.when.input.line: is missing; write line: DOOR
            schedule: []                  | 23: rules.a.when.schedule: has no window of time; write { from: "22:00", to: "06:00" }, or remove the key
            schedule: {}                  | 13: rules.a.when.schedule: says no time; write { from: "22:00", to: sunrise }, or { days: weekend }
            schedule: always              | 23: rules.a.when.schedule: "always" is not a map; write key: value below schedule, indented
            schedule: { days: [mon, tu] } | 37: rules.a.when.schedule.days[1]: "tu" is not a choice here; did you mean "tue"? (known: mon, tue, wed, thu, fri, sat, sun, weekdays, weekend)
            schedule: { days: [] }        | 31: rules.a.when.schedule.days: names no day; name one, or remove the key so that all count
            schedule: { from: 24:01 }     | 31: rules.a.when.schedule.from: "24:01" is not a time of the day; 00:00..24:00 is allowed
            schedule: { from: 9 }         | 31: rules.a.when.schedule.from: "9" is not a time of the day; write 22:00, sunrise, sunset, or sunset-30m
            schedule: { from: sunset-13h } | 31: rules.a.when.schedule.from: "sunset-13h" is too far from the sun; up to 12h before and after is allowed
            schedule: { from: 07:00, to: 07:00 } | 42: rules.a.when.schedule.to: "07:00" is when it begins; write another time, or remove both for the whole day
            """)
    void aWrongConditionIsExplained(String when, String sentence) {
        assertProblem("when: { " + when + " }", LOCATION, "edge-infer.yaml:11:" + sentence.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cooldown: 25h   | 60: rules.a.cooldown: "25h" is out of range; 0ms..24h is allowed
            max-rate: 10    | 60: rules.a.max-rate: "10" is not a rate; write a number and a time, such as 3/m, 10/h or 50/d
            max-rate: 0/h   | 60: rules.a.max-rate: "0/h" is out of range; 1..1000 times is allowed
            max-rate: 3/w   | 60: rules.a.max-rate: "3/w" is not a rate; write a number and a time, such as 3/m, 10/h or 50/d
            """)
    void aWrongLimitIsExplained(String limit, String sentence) {
        String text =
                CAMERAS.replace("  a:\n", "") + "  a: { when: { armed: true }, gpio: { line: X }, " + limit + " }";
        var e = assertThrows(InvalidDocumentException.class, () -> ConfigFile.parse(FILE, text));
        String expected = "edge-infer.yaml:10:" + sentence.strip();
        assertEquals(expected, e.getMessage().replace(FILE.toString(), "edge-infer.yaml"));
    }

    @Test
    void anInputIsOneOfTheConfiguration() {
        String inputs = "gpio: { inputs: { DOOR: {}, BELL: {} } }\n";
        assertProblem(
                "when: { input: { line: DOR } }",
                inputs,
                "edge-infer.yaml:11:28: rules.a.when.input.line: \"DOR\" is not an input; did you mean \"DOOR\"?"
                        + " (known: DOOR, BELL)");
        String text =
                CAMERAS + "    when: { input: { line: DOOR, state: inactive } }\n    gpio: { line: X }\n" + inputs;
        assertEquals(
                Optional.of(new InputState("DOOR", false)),
                ConfigFile.parse(FILE, text).config().rules().get("a").when().input());
    }

    @Test
    void theSunNeedsAPlace() {
        assertProblem(
                "when: { schedule: { from: sunset } }",
                "",
                "edge-infer.yaml:11:31: rules.a.when.schedule.from: \"sunset\" needs to know where the board is;"
                        + " write device: { location: { latitude: 48.2, longitude: 16.4 } }");
    }

    @Test
    void zonesOfACameraWithProblemsAreNotJudged() {
        String text = CAMERAS.replace("    source: v4l2:///dev/video1\n", "")
                + "    when: { zone: drive }\n    gpio: { line: X }";
        var e = assertThrows(InvalidDocumentException.class, () -> ConfigFile.parse(FILE, text));
        assertEquals(1, e.problems().size(), e.getMessage());
    }

    private static void assertProblem(String keys, String more, String expected) {
        String text = CAMERAS + "    " + keys + "\n    gpio: { line: GPIO17 }\n" + more;
        var e = assertThrows(InvalidDocumentException.class, () -> ConfigFile.parse(FILE, text));
        assertEquals(expected, e.getMessage().replace(FILE.toString(), "edge-infer.yaml"));
    }
}
