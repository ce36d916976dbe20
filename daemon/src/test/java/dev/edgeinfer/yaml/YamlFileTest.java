package dev.edgeinfer.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void scalarsMeanWhatTheReaderAsksFor() {
        assertEquals("no", value("label: no", v -> v.string(), "label"));
        assertEquals("1.10", value("version: 1.10", v -> v.string(), "version"));
        assertEquals(Integer.valueOf(-7), value("n: -7", v -> v.integer(-10, 10), "n"));
        assertEquals(Long.valueOf(5_000_000_000L), value("n: 5000000000", v -> v.integer(0, Long.MAX_VALUE), "n"));
        assertEquals(0.25, value("n: .25", v -> v.decimal(0, 1), "n"));
        assertEquals(1e-5, value("n: 1.0e-05", v -> v.decimal(0, 1), "n"));
        assertEquals(true, value("b: true", v -> v.bool(), "b"));
        assertEquals(ChronoUnit.HALF_DAYS, value("e: half-days", v -> v.choice(ChronoUnit.class), "e"));
        assertEquals(List.of(1, 2), value("l: [1, 2]", v -> v.list(i -> i.integer(0, 9)), "l"));
    }

    @ParameterizedTest
    @CsvSource({"300ms,PT0.3S", "5s,PT5S", "1.5s,PT1.5S", "2min,PT2M", "0.5h,PT30M", "'1 s',PT1S", "0ms,PT0S"})
    void durationsCarryTheirUnit(String text, Duration expected) {
        assertEquals(expected, value("for: " + text, v -> v.duration(Duration.ZERO, HOUR), "for"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            300   | "300" has no unit; write 300ms or 300s
            5m    | "5m" has an unknown unit; did you mean 5min? (known: ms, s, min, h)
            5sec  | "5sec" has an unknown unit; did you mean 5s? (known: ms, s, min, h)
            1hour | "1hour" has an unknown unit; did you mean 1h? (known: ms, s, min, h)
            5d    | "5d" has an unknown unit; known: ms, s, min, h
            soon  | "soon" is not a time; write a number and its unit, such as 300ms, 5s, 2min or 1h
            -5s   | "-5s" is not a time; write a number and its unit, such as 300ms, 5s, 2min or 1h
            2h    | "2h" is out of range; 1ms..1h is allowed
            0s    | "0s" is out of range; 1ms..1h is allowed
            [5s]  | is a list; write a time
            ~     | has no value; write a time or remove the key
            """)
    void aWrongTimeIsExplained(String text, String sentence) {
        assertProblems(
                "for: " + text, v -> v.duration(Duration.ofMillis(1), HOUR), "for", "f.yaml:1:6: for: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abc   | "abc" is not an integer; write an integer, such as 10
            1.5   | "1.5" is not an integer; write an integer, such as 10
            010   | "010" is not an integer; write an integer, such as 10
            0x10  | "0x10" is not an integer; write an integer, such as 10
            11    | "11" is out of range; 0..10 is allowed
            -1    | "-1" is out of range; 0..10 is allowed
            99999999999999999999 | "99999999999999999999" is out of range; 0..10 is allowed
            "5"   | "5" is text, being quoted; write it without quotes
            {a: 1} | is a map; write an integer
            !port 5 | "5" has the tag !port; remove the tag
            """)
    void aWrongIntegerIsExplained(String text, String sentence) {
        assertProblems("n: " + text, v -> v.integer(0, 10), "n", "f.yaml:1:4: n: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.5   | "1.5" is out of range; 0..1 is allowed
            .nan  | ".nan" is not a number; write a number, such as 10
            1e999 | "1e999" is out of range; 0..1 is allowed
            """)
    void aWrongNumberIsExplained(String text, String sentence) {
        assertProblems("n: " + text, v -> v.decimal(0, 1), "n", "f.yaml:1:4: n: " + sentence);
    }

    @Test
    void zeroIsNotPositive() {
        assertProblems(
                "n: 0",
                v -> v.positive(1000),
                "n",
                "f.yaml:1:4: n: \"0\" is out of range; above 0 up to 1000 is allowed");
    }

    @Test
    void aWrongBooleanComesWithTheRightOne() {
        assertProblems("b: yes", v -> v.bool(), "b", "f.yaml:1:4: b: \"yes\" is not true or false; write true");
        assertProblems("b: Off", v -> v.bool(), "b", "f.yaml:1:4: b: \"Off\" is not true or false; write false");
        assertProblems("b: 7", v -> v.bool(), "b", "f.yaml:1:4: b: \"7\" is not true or false; write one of them");
    }

    @Test
    void aWrongChoiceComesWithTheNearest() {
        enum Bias {
            AS_IS,
            PULL_UP
        }
        assertProblems(
                "bias: pullup",
                v -> v.choice(Bias.class),
                "bias",
                "f.yaml:1:7: bias: \"pullup\" is not a choice here; did you mean \"pull-up\"? (known: as-is, pull-up)");
    }

    @Test
    void aMissingValueIsReportedAtTheKeyOfItsMap() {
        String text = "a:\n  b:\n    x: 1\n";
        assertProblems(
                text,
                a -> a.map(b -> b.get("b").map(map -> {
                    map.get("x").integer(0, 9);
                    return map.get("y").required("write y: 1").integer(0, 9);
                })),
                "a",
                "f.yaml:2:3: a.b.y: is missing; write y: 1");
    }

    @Test
    void everyProblemIsReportedFromTopToBottom() {
        String text = """
                port: x
                prot: 1
                port: 2
                list: [1, z, 3]
                """;
        Function<YamlMap, Optional<Integer>> reader = root -> {
            root.get("list").list(item -> item.integer(0, 9));
            return root.get("port").integer(0, 9);
        };
        var e = assertThrows(InvalidDocumentException.class, () -> YamlFile.parse("f.yaml", text, reader));
        assertEquals("""
                f.yaml:1:7: port: "x" is not an integer; write an integer, such as 10
                f.yaml:2:1: prot: unknown key; did you mean "port"? (known: list, port)
                f.yaml:3:1: port: is given twice, first on line 1; remove or rename one of them
                f.yaml:4:11: list[1]: "z" is not an integer; write an integer, such as 10""", e.getMessage());
        assertEquals(4, e.problems().size());
    }

    @Test
    void keysMustBePlain() {
        assertProblems(
                "? [a, b]\n: 1", v -> v.string(), "a", "f.yaml:1:3: a key must be plain text; put quotes around it");
        assertProblems(
                "<<: {a: 1}", v -> v.string(), "a", "f.yaml:1:1: <<: merge keys are not supported; write the keys out");
    }

    @Test
    void aliasesStandForTheirValue() {
        assertEquals(List.of(3, 3), value("l: [&n 3, *n]", v -> v.list(i -> i.integer(0, 9)), "l"));
    }

    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertProblems(
                "b: \"a\\e[31m\\n\"",
                v -> v.bool(),
                "b",
                "f.yaml:1:4: b: \"a\\u001b[31m\\u000a\" is not true or false; write one of them");
    }

    @Test
    void positionsAreKeptForLaterRules() {
        YamlFile<String> file = YamlFile.parse("f.yaml", "a:\n  b: x\n", root -> root.get("a")
                .map(a -> a.get("b").string()));
        assertEquals(
                "f.yaml:2:6: a.b: \"x\" is not a label; write y",
                file.positions()
                        .problem("a.b", "x", "is not a label", "write y")
                        .toString());
    }

    private static <T> T value(String text, Function<YamlValue, Optional<T>> type, String key) {
        return YamlFile.parse("f.yaml", text, root -> type.apply(root.get(key))).value();
    }

    private static void assertProblems(
            String text, Function<YamlValue, Optional<?>> type, String key, String... sentences) {
        var e = assertThrows(
                InvalidDocumentException.class,
                () -> YamlFile.parse(
                        "f.yaml", text, root -> type.apply(root.get(key)).map(v -> v)));
        assertEquals(String.join("\n", sentences), e.getMessage());
    }
}
