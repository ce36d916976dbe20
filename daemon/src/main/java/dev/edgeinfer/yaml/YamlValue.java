package dev.edgeinfer.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a document, or its absence. Each getter is empty if the value is absent, and also if it is not what was
 * asked for, which it then has reported.
 */
public final class YamlValue {

    private final Findings findings;
    private final String key;
    private final String path;
    private final Place keyPlace;
    private final Optional<Node> node;

    private YamlValue(Findings findings, String key, String path, Place keyPlace, Optional<Node> node) {
        this.findings = findings;
        this.key = key;
        this.path = path;
        this.keyPlace = keyPlace;
        this.node = node;
    }

    static YamlValue absent(Findings findings, String key, String path, Place parent) {
        return new YamlValue(findings, key, path, parent, Optional.empty());
    }

    static YamlValue of(Findings findings, String key, String path, Place keyPlace, Node node) {
        var value = new YamlValue(findings, key, path, keyPlace, Optional.of(node));
        findings.note(path, value.place());
        if (!node.getTag().getValue().startsWith(Tag.PREFIX)) {
            value.problem("has the tag " + node.getTag().getValue(), "remove the tag");
        }
        return value;
    }

    /** The key, or for an item of a list its index in brackets. */
    public String key() {
        return key;
    }

    /** Line of the key, for problems with two keys; of the enclosing map if absent. */
    public int line() {
        return keyPlace.position().line();
    }

    public boolean isPresent() {
        return node.isPresent();
    }

    /** Whether the value is the given word, for keys that take a word instead of a number or a map. */
    public boolean is(String word) {
        return written().filter(word::equals).isPresent();
    }

    /** Whether the value is a map or a list, not a single word or number. */
    public boolean isCollection() {
        return node.filter(n -> !(n instanceof ScalarNode)).isPresent();
    }

    /** Whether the value is a list, for keys that take a list as the short form of a map. */
    public boolean isList() {
        return node.filter(SequenceNode.class::isInstance).isPresent();
    }

    /** Whether the value is a list without items. */
    public boolean isEmptyList() {
        return node.filter(n -> n instanceof SequenceNode sequence
                        && sequence.getValue().isEmpty())
                .isPresent();
    }

    /** Reports an absent value, at the key of the map that lacks it. */
    public YamlValue required(String hint) {
        if (node.isEmpty()) {
            problem("is missing", hint);
        }
        return this;
    }

    /** Text that is not blank. Any scalar is text as it is written: {@code no} and {@code 1.10} too. */
    public Optional<String> string() {
        return scalar("text")
                .flatMap(text ->
                        text.isBlank() ? invalid("is empty", "write a value or remove the key") : Optional.of(text));
    }

    /** Whether the text refers to what is not known here, so that nobody can say whether it will do. */
    public boolean isUnknown() {
        return written()
                .filter(text -> findings.references().resolve(text) instanceof References.Text(String _, boolean known)
                        && !known)
                .isPresent();
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> bool() {
        return scalar("true or false").flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default ->
                invalid(
                        "is not true or false",
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "true", "yes", "on", "y", "1" -> "write true";
                            case "false", "no", "off", "n", "0" -> "write false";
                            default -> "write one of them";
                        });
        });
    }

    /** An integer within inclusive bounds. */
    public Optional<Integer> integer(int min, int max) {
        return integer((long) min, max).map(Long::intValue);
    }

    /** An integer within inclusive bounds. */
    public Optional<Long> integer(long min, long max) {
        return number(NumberText.INTEGER, "an integer").flatMap(text -> NumberText.integer(text)
                .filter(v -> v >= min && v <= max)
                .or(() -> invalid("is out of range", min + ".." + max + " is allowed")));
    }

    /** A number within inclusive bounds. */
    public Optional<Double> decimal(double min, double max) {
        return number(NumberText.DECIMAL, "a number").flatMap(text -> Optional.of(Double.parseDouble(text))
                .filter(v -> v >= min && v <= max)
                .or(() -> invalid(
                        "is out of range", NumberText.format(min) + ".." + NumberText.format(max) + " is allowed")));
    }

    /** A number above zero and up to an inclusive bound. */
    public Optional<Double> positive(double max) {
        return number(NumberText.DECIMAL, "a number").flatMap(text -> Optional.of(Double.parseDouble(text))
                .filter(v -> v > 0 && v <= max)
                .or(() -> invalid("is out of range", "above 0 up to " + NumberText.format(max) + " is allowed")));
    }

    /** A time with its unit, such as {@code 300ms}, {@code 1.5s}, {@code 2min} or {@code 1h}, within inclusive bounds. */
    public Optional<Duration> duration(Duration min, Duration max) {
        return scalar("a time").flatMap(text -> switch (DurationText.parse(text)) {
            case DurationText.Invalid(String rule, String hint) -> invalid(rule, hint);
            case DurationText.Valid(Duration time) ->
                Optional.of(time)
                        .filter(t -> t.compareTo(min) >= 0 && t.compareTo(max) <= 0)
                        .or(() -> invalid(
                                "is out of range",
                                DurationText.format(min) + ".." + DurationText.format(max) + " is allowed"));
        });
    }

    /** A number of bytes with its unit, such as {@code 500MB} or {@code 2GiB}, within inclusive bounds. */
    public Optional<Long> bytes(long min, long max) {
        return scalar("a size").flatMap(text -> switch (SizeText.parse(text)) {
            case SizeText.Invalid(String rule, String hint) -> invalid(rule, hint);
            case SizeText.Valid(long bytes) ->
                Optional.of(bytes)
                        .filter(size -> size >= min && size <= max)
                        .or(() -> invalid(
                                "is out of range", SizeText.format(min) + ".." + SizeText.format(max) + " is allowed"));
        });
    }

    /** A constant of an enum, written in lower case with {@code -} for {@code _}. */
    public <E extends Enum<E>> Optional<E> choice(Class<E> type) {
        var choices = new LinkedHashMap<String, E>();
        for (E constant : type.getEnumConstants()) {
            choices.put(word(constant), constant);
        }
        return scalar("one of " + String.join(", ", choices.keySet()))
                .flatMap(text -> Optional.ofNullable(choices.get(text))
                        .or(() -> invalid("is not a choice here", NearestName.hint(text, choices.keySet()))));
    }

    /** How a constant of an enum is written in a document. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A map, made into a value by a reader whose result is empty only if it reported a problem. */
    public <T> Optional<T> map(Function<YamlMap, Optional<T>> reader) {
        if (node.isEmpty()) {
            return Optional.empty();
        }
        return node.get() instanceof MappingNode map
                ? YamlMap.read(findings, path, keyPlace, Optional.of(map), reader)
                : notAMap();
    }

    /** A map whose keys all have defaults: absent or without keys, it is read as an empty one. */
    public <T> T section(Function<YamlMap, T> reader) {
        Optional<MappingNode> map = node.filter(MappingNode.class::isInstance).map(MappingNode.class::cast);
        boolean empty = node.filter(n -> !Tag.NULL.equals(n.getTag())).isEmpty();
        if (map.isEmpty() && !empty) {
            notAMap();
        }
        return YamlMap.read(findings, path, keyPlace, map, reader);
    }

    /** A list, each item made into a value; empty if any item was not. */
    public <T> Optional<List<T>> list(Function<YamlValue, Optional<T>> reader) {
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!(node.get() instanceof SequenceNode sequence)) {
            return invalid("is not a list", "write " + key + ": [a, b]");
        }
        var items = new ArrayList<T>();
        int index = 0;
        for (Node child : sequence.getValue()) {
            String place = "[" + index++ + "]";
            reader.apply(of(findings, place, path + place, findings.placeOf(child), child))
                    .ifPresent(items::add);
        }
        return items.size() == index ? Optional.of(List.copyOf(items)) : Optional.empty();
    }

    /** Leaves out of a text what the document refers to as a secret. */
    public String mask(String text) {
        return findings.references().mask(text);
    }

    /** Reports a problem with this value. */
    public void problem(String rule, String hint) {
        findings.add(problem(place(), written(), rule, hint));
    }

    /** Reports a problem with the key of this value. */
    public void keyProblem(String rule, String hint) {
        findings.add(problem(keyPlace, Optional.empty(), rule, hint));
    }

    private Optional<String> scalar(String expected) {
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!(node.get() instanceof ScalarNode scalar)) {
            return invalid(node.get() instanceof SequenceNode ? "is a list" : "is a map", "write " + expected);
        }
        if (Tag.NULL.equals(scalar.getTag())) {
            return invalid("has no value", "write " + expected + " or remove the key");
        }
        References.Result resolved = findings.references().resolve(scalar.getValue());
        return resolved instanceof References.Broken(String rule, String hint)
                ? invalid(rule, hint)
                : Optional.of(((References.Text) resolved).text());
    }

    private Optional<String> number(Pattern syntax, String expected) {
        return scalar(expected).flatMap(text -> {
            boolean quoted = node.map(ScalarNode.class::cast)
                    .filter(scalar -> !scalar.isPlain())
                    .isPresent();
            if (!syntax.matcher(text).matches()) {
                return invalid("is not " + expected, "write " + expected + ", such as 10");
            }
            return quoted ? invalid("is text, being quoted", "write it without quotes") : Optional.of(text);
        });
    }

    private <T> Optional<T> notAMap() {
        return invalid("is not a map", "write key: value below " + key + ", indented");
    }

    private <T> Optional<T> invalid(String rule, String hint) {
        problem(rule, hint);
        return Optional.empty();
    }

    private Problem problem(Place at, Optional<String> value, String rule, String hint) {
        return new Problem(at.file(), at.position(), path, value, rule, Optional.of(hint));
    }

    private Place place() {
        return node.map(findings::placeOf).orElse(keyPlace);
    }

    private Optional<String> written() {
        return node.filter(n -> n instanceof ScalarNode && !Tag.NULL.equals(n.getTag()))
                .map(n -> ((ScalarNode) n).getValue());
    }
}
