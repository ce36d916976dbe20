package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema says what the readers do: the same keys, ranges, words and defaults. */
class ConfigSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA = schema();
    private static final Schema VALIDATOR = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA);

    private static final String STRANGE = "qqqqqqqq";
    private static final Pattern KNOWN = Pattern.compile("known: (.*?)(?: and ([0-9]+) more)?");

    /** What the readers say of a value that is none of those the schema allows. */
    private static final Set<String> OUTSIDE = Set.of(
            "is out of range",
            "is not a choice here",
            "is not a quarter turn",
            "is not true or false",
            "is not a number",
            "is not an integer");

    /** Every key that has a range, words or a default, with some good value. */
    private static final String FULL = """
            device: { id: board, time-zone: UTC, location: { latitude: 48.2, longitude: 16.4 } }
            http: { listen: 127.0.0.1, port: 8081, max-streams: 5, max-streams-per-client: 5, insecure: true,
              max-requests-per-second: 50, hosts: porch.lan, cors: ["https://dash.example.org"] }
            model: { path: other, threads: 2, min-score: 0.4, iou: 0.4 }
            tracking: { enabled: true, min-score: 0.1, high-score: 0.9, threshold: 0.3, min-hits: 2, max-age: 3s, min-iou: 0.2,
              stationary-after: 5s }
            cameras:
              porch:
                source: "v4l2:///dev/video0"
                detect-source: "v4l2:///dev/video1"
                snapshot-fps: 2
                target-fps: 5
                priority: 2
                max-pixels: 1000000
                rotate: 90
                flip: vertical
                crop: [0, 0, 1, 1]
                mask: [[[0, 0], [0.1, 0], [0, 0.1]]]
                region: [0, 0, 1, 1]
                motion: { threshold: 10, min-area: 0.1, hold: 1s, keep-alive: 2s }
                tracking: { min-hits: 4 }
                zones:
                  step: [[0, 0], [1, 0], [1, 1]]
                  drive: { polygon: [[0, 0], [1, 0], [1, 1]], anchor: center, labels: [car], min-area: 0, max-area: 1,
                    min-ratio: 0, max-ratio: 1000, inertia: 2, loitering-time: 1s }
                lines:
                  gate: [[0, 0], [1, 0]]
                  door: { points: [[0, 0], [1, 0]], anchor: center, labels: [car], min-area: 0, max-area: 1,
                    min-ratio: 0, max-ratio: 1000, margin: 0.2 }
            gpio:
              provider: simulated
              lines: { LAMP: { chip: gpiochip0, line: 4, active-low: true, bias: pull-up, initial: active, shutdown: active } }
              inputs: { BELL: { chip: gpiochip0, line: 5, active-low: true, bias: pull-up, debounce: 5ms, on-active: burst,
                on-inactive: arm, burst: 5s, camera: [porch] } }
            webhooks:
              shop: { url: "https://192.0.2.1/", secret: 123456789012345678901234, timeout: 5s, events: { phases: [new], labels: [car],
                cameras: [porch], zones: [step] }, rules: true, armed: true, snapshot: true, max-snapshot: 2MB, headers: { A: b },
                min-interval: 1s, attempts: 3, max-age: 1h, insecure-tls: true }
              simple: { url: "http://192.0.2.1/", events: all }
            rules:
              follow: { when: { label: person, zone: step, min-score: 0.6, count: 2, for: 1s, armed: true, input: BELL, camera: porch,
                schedule: { days: weekend, from: "22:00", to: sunrise } }, cooldown: 1s, max-rate: 3/m,
                gpio: { line: LAMP, mode: follow, state: active, priority: 1 }, webhook: shop }
              pulse: { when: { line: gate, direction: in }, gpio: { line: GPIO2, mode: pulse, pulse: 1s } }
              hold: { when: { label: person, absent-for: 1s, input: { line: BELL, state: inactive } }, gpio: [{ line: GPIO3, mode: hold, hold: 1s }] }
              blink: { when: { label: [person] }, gpio: { line: GPIO4, mode: blink, on: 1s, off: 1s } }
              pwm: { when: { label: person }, gpio: { line: GPIO6, mode: pwm, frequency: 10, duty: 0.1 } }
              told: { when: { label: person }, webhook: { url: "http://192.0.2.1/" } }
            store: { max-age: 1h, max-events: 10, max-size: 1GB, min-free: 1MB, snapshots: { enabled: true, quality: 50, max-width: 640 } }
            mqtt: { url: "mqtt://192.0.2.1", user: anna, password: secret, client-id: board, prefix: a/b,
              discovery: { enabled: true, prefix: c }, detections-rate: 2, keep-alive: 20s, labels: [car] }
            log: { level: warn }
            """;

    @Test
    void itHasTheKeysOfTheReadersAndNoOthers() {
        Map<String, Set<String>> keys = new TreeMap<>();
        Object everything = sample(SCHEMA, "", keys);
        assertTrue(keys.size() > 30, keys::toString);
        String text = YamlText.of("f", "cameras: {}\n").with(asMap(everything)).text();

        Map<String, Problem> unknown = new TreeMap<>();
        problems(text).stream()
                .filter(problem -> problem.rule().equals("unknown key"))
                .forEach(problem -> unknown.put(problem.path(), problem));

        var strange = new TreeSet<String>();
        keys.keySet().forEach(path -> strange.add(path.isEmpty() ? STRANGE : path + "." + STRANGE));
        assertEquals(strange, unknown.keySet(), "keys of the schema that no reader knows, or maps that none reads");
        keys.forEach((path, inSchema) -> {
            String hint = unknown.get(path.isEmpty() ? STRANGE : path + "." + STRANGE)
                    .hint()
                    .orElseThrow();
            Matcher known = KNOWN.matcher(hint);
            assertTrue(known.matches(), hint);
            List<String> listed = List.of(known.group(1).split(", "));
            int more = known.group(2) == null ? 0 : Integer.parseInt(known.group(2));
            assertTrue(inSchema.containsAll(listed), () -> path + " lacks some of " + listed);
            assertEquals(listed.size() + more, inSchema.size(), () -> path + " has " + inSchema);
        });
    }

    @Test
    void theFullConfigurationIsValidForBoth() {
        assertEquals(List.of(), problems(FULL));
        assertEquals(List.of(), errors(FULL));
    }

    @Test
    void rangesAndWordsAreThoseOfTheReaders() {
        YamlText full = YamlText.of("f", FULL);
        var tried = new LinkedHashSet<String>();
        leaves(full.values(), new ArrayList<>(), (path, value) -> {
            for (JsonNode leaf : schemasOf(path)) {
                for (Object good : goodValues(leaf)) {
                    assertEquals(Set.of(), outside(full, path, good), () -> path + ": " + good);
                    tried.add(path.toString());
                }
                for (Object bad : badValues(leaf)) {
                    assertFalse(outside(full, path, bad).isEmpty(), () -> path + ": " + bad);
                    assertFalse(errors(with(full, path, bad)).isEmpty(), () -> path + ": " + bad);
                }
            }
        });
        assertTrue(tried.size() >= 70, () -> tried.size() + " tried: " + tried);
    }

    @Test
    void defaultsAreThoseOfTheReaders() {
        YamlText full = YamlText.of("f", FULL);
        var tried = new ArrayList<String>();
        var others = new ArrayList<String>();
        leaves(full.values(), new ArrayList<>(), (path, value) -> {
            // What a camera says of tracking is laid over what all do, without mode other keys mean nothing, and a rule
            // without a count asks for one object without counting.
            boolean depends = path.contains("tracking") && path.contains("cameras")
                    || List.of("mode", "count").contains(path.getLast());
            schemasOf(path).stream()
                    .map(leaf -> leaf.path("default"))
                    .filter(byDefault -> byDefault.isValueNode() && !byDefault.isMissingNode() && !depends)
                    .forEach(byDefault -> {
                        Optional<Config> without = config(with(full, path, null));
                        Optional<Config> with = config(with(full, path, plain(byDefault)));
                        assertTrue(without.equals(with), () -> path + ": " + byDefault);
                        (without.isPresent() ? tried : others).add(String.join(".", path));
                    });
        });
        assertEquals(List.of("webhooks.shop.snapshot"), others, "what cannot be left out here");
        assertTrue(tried.size() > 60, () -> tried.size() + " tried: " + tried);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "cameras:",
                "cameras: {}",
                "cameras: { porch: {} }",
                "cameras: { porch: }",
                "cameras: { Porch: { source: 'v4l2:///dev/video0' } }",
                "cameras: { porch: { source: /dev/video0 } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', target-fsp: 10 } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', target-fps: no } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', target-fps: '10' } }",
                "cameras: { porch: { source: [a] } }",
                "cameras: [porch]",
                "cameras: { porch: { source: 'v4l2:///dev/video0', zones: { a: [[0, 0], [1, 1]] } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', zones: { a: [[0, 0], [1, 1], [2, 0]] } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', zones: { a: [0, 0] } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', zones: { a: { labels: [car] } } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', lines: { a: [[0, 0], [1, 1], [1, 0]] } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', crop: [0, 0, 1] } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0', motion: { hold: 5 } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nhttp: { port: 70000 }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nhttp: { tls: yes }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nhttp: { cors: dash.example.org }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nhtpp: {}",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nlog: { level: loud }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nlog: warn",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nstore: { max-size: 2 }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nmqtt: {}",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nmqtt: { url: broker }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nmqtt: { url: 'mqtt://b', prefix: '#' }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nrules: { r: { gpio: { line: GPIO1 } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nrules: { r: { when: {}, gpio: { line: GPIO1 } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nrules: { r: { when: { label: a } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nrules: { r: { when: { label: [] }, gpio: { line: GPIO1 } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nrules: { r: { when: { label: a }, max-rate: 3, gpio: { line: GPIO1 } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nrules: { r: { when: { schedule: { days: monday } }, gpio: { line: G } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nrules: { r: { when: { schedule: { from: noon } }, gpio: { line: G } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nwebhooks: { w: {} }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nwebhooks: { w: { url: 'ftp://a/' } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nwebhooks: { w: { url: 'http://a/', events: begin } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\nwebhooks: { w: { url: 'http://a/', headers: { 'a b': c } } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\ngpio: { lines: { 'a b': {} } }",
                "cameras: { porch: { source: 'v4l2:///dev/video0' } }\ndevice: { location: { latitude: 1 } }",
            })
    void whatItCanSayItRefusesAsTheReadersDo(String text) {
        assertFalse(problems(text).isEmpty());
        assertFalse(errors(text).isEmpty());
    }

    static Stream<Path> examples() throws IOException {
        return Stream.of("../deploy/deb/edge-infer.yaml", "demo/edge-infer.yaml")
                .map(Path::of);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesAreValid(Path example) throws IOException {
        assertEquals(List.of(), errors(Files.readString(example)));
    }

    /** What is told to be written, in part or as a whole. */
    @Test
    void theExamplesOfTheReadmesAreValid() throws IOException {
        int tried = 0;
        Set<String> known = new TreeSet<>();
        SCHEMA.get("properties").fieldNames().forEachRemaining(known::add);
        for (Path readme : readmes()) {
            Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(readme));
            while (block.find()) {
                String text = block.group(1);
                if (!known.containsAll(
                        YamlText.of(readme.toString(), text).values().keySet())) {
                    continue;
                }
                List<String> errors = errors(text).stream()
                        .filter(error -> !error.contains("required"))
                        .toList();
                assertEquals(List.of(), errors, text);
                tried++;
            }
        }
        assertTrue(tried > 8, "tried: " + tried);
    }

    private static List<Path> readmes() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            docs,
                            Stream.of("README.md", "../README.md", "../deploy/README.md", "../deploy/broker/README.md")
                                    .map(Path::of))
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode schema() {
        try (InputStream in = ConfigSchema.open()) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> errors(String text) {
        Object values = YamlText.of("f", text).values();
        List<Error> errors = VALIDATOR.validate(JSON.<JsonNode>valueToTree(values));
        return errors.stream().map(error -> error.getKeyword() + " " + error).toList();
    }

    private static List<Problem> problems(String text) {
        try {
            ConfigFile.parse(Path.of("/etc/edge-infer/edge-infer.yaml"), text);
            return List.of();
        } catch (InvalidDocumentException e) {
            return e.problems();
        }
    }

    private static Optional<Config> config(String text) {
        try {
            return Optional.of(ConfigFile.parse(Path.of("/etc/edge-infer/edge-infer.yaml"), text)
                    .config());
        } catch (InvalidDocumentException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object everything) {
        return (Map<String, Object>) everything;
    }

    /** A value that has every key of a schema, each with nothing, and a strange one in each map. */
    private static Object sample(JsonNode schema, String path, Map<String, Set<String>> keys) {
        JsonNode node = resolved(schema);
        if (node.has("properties")) {
            var map = new LinkedHashMap<String, Object>();
            var names = new TreeSet<String>();
            node.get("properties").properties().forEach(entry -> {
                names.add(entry.getKey());
                String below = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                map.put(entry.getKey(), sample(entry.getValue(), below, keys));
            });
            map.put(STRANGE, "x");
            keys.put(path, names);
            return map;
        }
        if (node.path("additionalProperties").isObject()) {
            var map = new LinkedHashMap<String, Object>();
            map.put("x", sample(node.get("additionalProperties"), path + ".x", keys));
            return map;
        }
        for (JsonNode choice : node.path("anyOf")) {
            Object value = sample(choice, path, keys);
            if (value instanceof Map<?, ?>) {
                return value;
            }
        }
        return null;
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? SCHEMA.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    /** The schemas of a path that it may have. */
    private static List<JsonNode> schemasOf(List<String> path) {
        List<JsonNode> nodes = List.of(SCHEMA);
        for (String key : path) {
            var below = new ArrayList<JsonNode>();
            for (JsonNode node : nodes) {
                descend(node, key, below);
            }
            nodes = below;
        }
        return nodes;
    }

    private static void descend(JsonNode schema, String key, List<JsonNode> found) {
        JsonNode node = resolved(schema);
        if (node.path("properties").has(key)) {
            found.add(node.get("properties").get(key));
        } else if (node.path("additionalProperties").isObject()) {
            found.add(node.get("additionalProperties"));
        }
        node.path("anyOf").forEach(choice -> descend(choice, key, found));
    }

    private static List<Object> goodValues(JsonNode leaf) {
        var values = new ArrayList<Object>();
        leaf.path("enum").forEach(word -> values.add(plain(word)));
        if (leaf.path("type").asText().equals("boolean")) {
            values.addAll(List.of(true, false));
        }
        for (String bound : List.of("minimum", "maximum")) {
            if (leaf.has(bound)) {
                values.add(leaf.get(bound).decimalValue());
            }
        }
        if (leaf.has("exclusiveMinimum")) {
            values.add(leaf.get("exclusiveMinimum").decimalValue().add(new BigDecimal("0.001")));
        }
        return values;
    }

    private static List<Object> badValues(JsonNode leaf) {
        var values = new ArrayList<Object>();
        if (leaf.has("enum")) {
            values.add(leaf.get("enum").get(0).isNumber() ? new BigDecimal("45") : STRANGE);
        }
        if (leaf.path("type").asText().equals("boolean")) {
            values.add("yes");
        }
        if (leaf.has("minimum")) {
            values.add(leaf.get("minimum").decimalValue().subtract(BigDecimal.ONE));
        }
        if (leaf.has("maximum")) {
            values.add(leaf.get("maximum").decimalValue().add(BigDecimal.ONE));
        }
        if (leaf.has("exclusiveMinimum")) {
            values.add(leaf.get("exclusiveMinimum").decimalValue());
        }
        if (leaf.path("type").asText().equals("integer")) {
            values.add(leaf.get("minimum").decimalValue().add(new BigDecimal("0.5")));
        }
        if (leaf.path("type").asText().equals("number")) {
            values.add(STRANGE);
        }
        return values;
    }

    private static Object plain(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        return value.isBoolean() ? (Object) value.booleanValue() : value.asText();
    }

    /** What the readers say against a value itself, and not against it beside others. */
    private static Set<String> outside(YamlText text, List<String> path, Object value) {
        var rules = new TreeSet<String>();
        problems(with(text, path, value)).stream()
                .filter(problem -> problem.path().equals(String.join(".", path)))
                .map(Problem::rule)
                .filter(OUTSIDE::contains)
                .forEach(rules::add);
        return rules;
    }

    /** The text with another value; null: without it. */
    private static String with(YamlText text, List<String> path, Object value) {
        Map<String, Object> values = text.values();
        Map<String, Object> map = values;
        for (String key : path.subList(0, path.size() - 1)) {
            map = asMap(map.get(key));
        }
        if (value == null) {
            map.remove(path.getLast());
        } else {
            map.put(path.getLast(), value);
        }
        return text.with(values).text();
    }

    private interface Leaf {
        void accept(List<String> path, Object value);
    }

    private static void leaves(Map<?, ?> values, List<String> path, Leaf leaf) {
        values.forEach((key, value) -> {
            var below = new ArrayList<>(path);
            below.add(key.toString());
            if (value instanceof Map<?, ?> map) {
                leaves(map, below, leaf);
            } else {
                leaf.accept(List.copyOf(below), value);
            }
        });
    }
}
