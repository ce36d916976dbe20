package dev.edgeinfer.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts that are changed in place. */
class YamlTextTest {

    private static final String CAMERAS = """
            # All cameras.
            cameras:
              # At the front door.
              front: # the first
                source: v4l2:///dev/video0   # USB
                target-fps: 10
                zones:
                  # Where people stand.
                  door: [[0.1, 0.6], [0.9, 0.6], [0.9, 1.0]]   # measured
                  path:
                    # as drawn
                    polygon:
                      - [0, 0]     # left
                      - [1, 0]
                      - [1, 1]
                    labels: [person]

              # Behind the house.
              yard: { source: "v4l2:///dev/video1", target-fps: 5 }

            # What happens.
            rules:
              r:
                when: { label: person }
                gpio: { line: GPIO17 }
            # The end.
            """;

    @Test
    void onlyTheValueThatChangesIsAnother() {
        assertEdit(
                CAMERAS.replace("target-fps: 10", "target-fps: 12"), CAMERAS, values -> at(values, "cameras", "front")
                        .put("target-fps", number("12")));
        assertEdit(
                CAMERAS.replace("[0.1, 0.6]", "[0.2, 0.6]"), CAMERAS, values -> at(values, "cameras", "front", "zones")
                        .put("door", points("0.2", "0.6", "0.9", "0.6", "0.9", "1")));
        assertEdit(CAMERAS.replace("- [1, 0]", "- [0.5, 0]"), CAMERAS, values -> at(
                        values, "cameras", "front", "zones", "path")
                .put("polygon", points("0", "0", "0.5", "0", "1", "1")));
    }

    @Test
    void aPointMoreAndAPointLess() {
        assertEdit(
                CAMERAS.replace("          - [1, 1]\n", "          - [1, 1]\n          - [0, 1]\n"),
                CAMERAS,
                values -> at(values, "cameras", "front", "zones", "path")
                        .put("polygon", points("0", "0", "1", "0", "1", "1", "0", "1")));
        assertEdit(CAMERAS.replace("          - [1, 1]\n", ""), CAMERAS, values -> at(
                        values, "cameras", "front", "zones", "path")
                .put("polygon", points("0", "0", "1", "0")));
        assertEdit(
                CAMERAS.replace("[[0.1, 0.6], [0.9, 0.6], [0.9, 1.0]]", "[[0.1, 0.6], [0.9, 0.6], [0.9, 1], [0.1, 1]]"),
                CAMERAS,
                values -> at(values, "cameras", "front", "zones")
                        .put("door", points("0.1", "0.6", "0.9", "0.6", "0.9", "1", "0.1", "1")));
    }

    @Test
    void aKeyMore() {
        assertEdit(
                CAMERAS.replace(
                        "        labels: [person]\n",
                        "        labels: [person]\n      new: [[0, 0], [1, 0], [1, 1]]\n"),
                CAMERAS,
                values -> at(values, "cameras", "front", "zones").put("new", points("0", "0", "1", "0", "1", "1")));
        assertEdit(CAMERAS.replace("target-fps: 5 }", "target-fps: 5, rotate: 90 }"), CAMERAS, values -> at(
                        values, "cameras", "yard")
                .put("rotate", number("90")));
        assertEdit(
                CAMERAS.replace("    gpio: { line: GPIO17 }\n", "    gpio: { line: GPIO17 }\nlog:\n  level: warn\n"),
                CAMERAS,
                values -> values.put("log", map("level", "warn")));
        assertEdit("a: 1\nb: 2", "a: 1", values -> values.put("b", number("2")));
    }

    @Test
    void aKeyLess() {
        assertEdit(CAMERAS.replace("    target-fps: 10\n", ""), CAMERAS, values -> at(values, "cameras", "front")
                .remove("target-fps"));
        assertEdit(
                CAMERAS.replace("      door: [[0.1, 0.6], [0.9, 0.6], [0.9, 1.0]]   # measured\n", ""),
                CAMERAS,
                values -> at(values, "cameras", "front", "zones").remove("door"));
        assertEdit(CAMERAS.replace("source: \"v4l2:///dev/video1\", ", ""), CAMERAS, values -> at(
                        values, "cameras", "yard")
                .remove("source"));
        assertEdit(CAMERAS.replace(", target-fps: 5", ""), CAMERAS, values -> at(values, "cameras", "yard")
                .remove("target-fps"));
        assertEdit("a: { d: 4 }\n", "a: { b: 2, c: 3, d: 4, e: 5, f: 6 }\n", values -> at(values, "a")
                .keySet()
                .removeIf(key -> !key.equals("d")));
    }

    @Test
    void whatIsEmptyIsFilledAndWhatIsFullIsEmptied() {
        assertEdit(
                "c:\n  zones: # none yet\n    door: [[0, 0], [1, 1]]\n  # more\n  x: 1\n",
                "c:\n  zones: # none yet\n  # more\n  x: 1\n",
                values -> at(values, "c").put("zones", map("door", points("0", "0", "1", "1"))));
        assertEdit("c:\n  zones:\n    door: 1\n  x: 1\n", "c:\n  zones: {}\n  x: 1\n", values -> at(values, "c")
                .put("zones", map("door", number("1"))));
        assertEdit(
                "c:\n  zones: {} # two\n  x: 1\n",
                "c:\n  zones: # two\n    # this one\n    door: 1\n  x: 1\n",
                values -> at(values, "c").put("zones", Map.of()));
        assertEdit("c: { zones: { door: 1 }, x: 1 }\n", "c: { zones: {}, x: 1 }\n", values -> at(values, "c")
                .put("zones", map("door", number("1"))));
    }

    @Test
    void aValueOfAnotherKind() {
        assertEdit(
                "tls:\n  certificate: c.pem\n  key: k.pem # mine\n",
                "tls: generated # mine\n",
                values -> values.put("tls", map("certificate", "c.pem", "key", "k.pem")));
        assertEdit(
                "tls: generated # mine\nb: 1\n",
                "tls: # mine\n  certificate: c.pem\n  key: k.pem\nb: 1\n",
                values -> values.put("tls", "generated"));
    }

    @Test
    void theFirstKeyBehindADash() {
        assertEdit(
                "rules:\n  - b: 2\n    # c\n    c: 3\n",
                "rules:\n  - a: 1\n    b: 2\n    # c\n    c: 3\n",
                values -> ((Map<?, ?>) ((List<?>) values.get("rules")).getFirst()).remove("a"));
    }

    @Test
    void linesEndAsTheyDid() {
        assertEdit("a:\r\n  b: 1\r\n  c: 2\r\nd: 3\r\n", "a:\r\n  b: 1\r\nd: 3\r\n", values -> at(values, "a")
                .put("c", number("2")));
    }

    @Test
    void charactersOutsideOfTheBasicPlaneCountOnce() {
        assertEdit(
                "# 🎥🎥\na: \"🎥\" # 🎥\nb: 3\n",
                "# 🎥🎥\na: \"🎥\" # 🎥\nb: 2\n",
                values -> values.put("b", number("3")));
    }

    @Test
    void textIsQuotedWhereItWouldBeSomethingElse() {
        for (String text : List.of(
                "true",
                "no",
                "12",
                "1.5",
                "",
                " ",
                "a: b",
                "a #b",
                "# a",
                "{",
                "- a",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "a\nb",
                "\t",
                "\u0001",
                "\u2028",
                "🎥",
                "\"",
                "\\",
                "'",
                "null",
                "~",
                "---",
                "...",
                "a,b",
                "[a]",
                "?",
                "rtsp://u:p@h/1?x=1#y",
                "exec:a b#format=mjpeg",
                "=",
                "<<",
                "0x10",
                "10:30",
                "2026-11-29")) {
            YamlText edited = YamlText.of("f", "a: { b: 1, c: 2 }\n").with(map("a", map("b", text, "c", number("2"))));
            assertEquals(text, at(edited.values(), "a").get("b"), edited.text());
            var block = YamlText.of("f", "b: 1\nc: 2\n").with(map("b", text, "c", number("2")));
            assertEquals(text, block.values().get("b"), block.text());
        }
    }

    @Test
    void whatAnAliasRepeatsIsNotChangedInOnePlace() {
        YamlText text = YamlText.of("f", "a: &x { b: 1 }\nc: *x\nd: 1\n");
        Map<String, Object> wanted = text.values();
        at(wanted, "a").put("b", number("2"));
        assertThrows(NotEditableException.class, () -> text.with(wanted));

        Map<String, Object> elsewhere = text.values();
        elsewhere.put("d", number("2"));
        assertEquals("a: &x { b: 1 }\nc: *x\nd: 2\n", text.with(elsewhere).text());
    }

    @Test
    void aliasesOfAliasesAreRefusedInTime() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
        for (int i = 1; i <= 15; i++) {
            bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d]\n".formatted(i, i - 1));
        }
        assertThrows(InvalidDocumentException.class, () -> YamlText.of("f", bomb.toString()));
        assertThrows(InvalidDocumentException.class, () -> YamlText.of("f", "a: &a [*a]\n"));
        assertThrows(InvalidDocumentException.class, () -> YamlText.of("f", "a: &a { b: *a }\n"));
    }

    @Test
    void scalarsAndCommentsAreReplacedWhereTheyStand() {
        YamlText text = YamlText.of("f", """
                a: 'x' # x
                b: &anchor "x"
                c: |
                  x
                # x
                d: [x, y#x, *anchor]
                e: "# x"
                """);

        assertEquals(
                """
                a: "***" # x
                b: &anchor "***"
                c: |
                  x
                # x
                d: ["***", y#x, *anchor]
                e: "# x"
                """,
                text.withScalars(place -> place.value().equals("x") ? Optional.of("***") : Optional.empty())
                        .text());
        assertEquals(List.of("# x", "# x"), comments(text));
    }

    @Test
    void halfOfACharacterIsNotHandedOn() {
        assertEquals("\uFFFD", YamlText.of("f", "a: \"\\uD800\"\n").values().get("a"));
    }

    /** Whatever is wanted of a text, it says that then, or it is refused; never does a comment outside of what changes get lost. */
    @Test
    void randomWishesComeTrueOrAreRefused() {
        var random = new Random(7);
        int done = 0;
        for (int i = 0; i < 3000; i++) {
            YamlText text = YamlText.of("f", CAMERAS);
            Map<String, Object> wanted = mutated(text.values(), random, 0.08);
            try {
                YamlText edited = text.with(wanted);
                assertTrue(PlainValues.same(edited.values(), wanted));
                assertTrue(edited.text().startsWith("# All cameras.\n"), edited.text());
                assertTrue(edited.text().contains("# The end."), edited.text());
                done++;
            } catch (NotEditableException e) {
                boolean whole = !wanted.containsKey("cameras") && !wanted.containsKey("rules");
                assertTrue(whole, () -> e.getMessage() + "\n" + wanted);
            }
        }
        assertTrue(done > 2000, "done: " + done);
    }

    private static Map<String, Object> mutated(Map<String, Object> values, Random random, double share) {
        var mutated = new LinkedHashMap<String, Object>();
        values.forEach((key, value) -> {
            double dice = random.nextDouble();
            if (dice < share) {
                return;
            }
            mutated.put(key, dice < 2 * share ? any(random, 2) : mutatedValue(value, random, share));
        });
        if (random.nextDouble() < share) {
            mutated.put("new" + random.nextInt(10), any(random, 3));
        }
        return mutated;
    }

    @SuppressWarnings("unchecked")
    private static Object mutatedValue(Object value, Random random, double share) {
        if (value instanceof Map<?, ?> map) {
            return mutated((Map<String, Object>) map, random, share);
        }
        if (value instanceof List<?> list) {
            var items = new ArrayList<Object>();
            list.forEach(item -> items.add(mutatedValue(item, random, share)));
            if (random.nextDouble() < share) {
                items.add(any(random, 1));
            }
            if (!items.isEmpty() && random.nextDouble() < share) {
                items.removeLast();
            }
            return items;
        }
        return random.nextDouble() < share ? any(random, 1) : value;
    }

    private static Object any(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> number(Integer.toString(random.nextInt(100)));
            case 1 -> random.nextBoolean();
            case 2 -> "text: with # signs";
            case 3 -> "plain";
            case 4 -> null;
            case 5 -> List.of(any(random, depth - 1) instanceof Object x ? x : "x");
            default -> {
                var map = new LinkedHashMap<String, Object>();
                for (int i = 0; i < random.nextInt(3); i++) {
                    map.put("k" + i, any(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static List<String> comments(YamlText text) {
        var comments = new ArrayList<String>();
        text.withComments(comment -> {
            comments.add(comment);
            return comment;
        });
        return comments;
    }

    private interface Change {
        void make(Map<String, Object> values);
    }

    private static void assertEdit(String expected, String text, Change change) {
        YamlText before = YamlText.of("f", text);
        Map<String, Object> wanted = before.values();
        change.make(wanted);
        assertEquals(expected, before.with(wanted).text());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> values, String... path) {
        Map<String, Object> found = values;
        for (String key : path) {
            found = (Map<String, Object>) found.get(key);
        }
        return found;
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return map;
    }

    private static List<Object> points(String... numbers) {
        var points = new ArrayList<Object>();
        for (int i = 0; i < numbers.length; i += 2) {
            points.add(List.of(number(numbers[i]), number(numbers[i + 1])));
        }
        return points;
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
