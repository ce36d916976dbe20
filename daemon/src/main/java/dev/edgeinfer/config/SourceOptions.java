package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options of a source's URI while they are read; an option that nobody asks for is reported as unknown. */
final class SourceOptions {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private final UriProblems problems;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * @param query {@code option=value&option=value}; may be empty
     * @param problems takes the rule and the hint of each problem
     */
    SourceOptions(String query, UriProblems problems) {
        this.problems = problems;
        if (!query.isEmpty()) {
            for (String option : query.split("&", -1)) {
                add(option);
            }
        }
    }

    Optional<Boolean> bool(String name) {
        return text(name).flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> invalid(name, text, "write true or false");
        });
    }

    Optional<Double> number(String name, double least, double most) {
        return text(name).flatMap(text -> Optional.of(text)
                .filter(NUMBER.asMatchPredicate())
                .map(Double::parseDouble)
                .filter(number -> number >= least && number <= most)
                .or(() -> invalid(name, text, "write a number from %s to %.0f".formatted(least, most))));
    }

    Optional<Integer> oneOf(String name, Integer... known) {
        return text(name).flatMap(text -> Stream.of(known)
                .filter(number -> number.toString().equals(text))
                .findFirst()
                .or(() -> invalid(
                        name,
                        text,
                        "write " + Stream.of(known).map(Object::toString).collect(Collectors.joining(", ")))));
    }

    Optional<Size> size(String name) {
        return text(name).flatMap(text -> {
            Matcher size = SIZE.matcher(text);
            return size.matches()
                    ? Optional.of(new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
                    : invalid(name, text, "write width and height in pixels, such as 640x480");
        });
    }

    <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        List<String> words = constants.stream().map(YamlValue::word).toList();
        return text(name).flatMap(text -> Optional.of(words.indexOf(text))
                .filter(index -> index >= 0)
                .map(constants::get)
                .or(() -> invalid(name, text, NearestName.hint(text, words))));
    }

    /** Reports what else is wrong with an option. */
    void problem(String rule, String hint) {
        problems.accept(rule, hint);
    }

    void reportUnknown() {
        options.keySet().stream()
                .filter(name -> !asked.contains(name))
                .forEach(name ->
                        problems.accept("has the unknown option \"" + name + "\"", NearestName.hint(name, asked)));
    }

    private void add(String option) {
        String[] parts = option.split("=", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            problems.accept(
                    "has the option \"" + option + "\" without a name or a value", "write ?name=value&name=value");
        } else if (options.putIfAbsent(parts[0], parts[1]) != null) {
            problems.accept("has the option \"" + parts[0] + "\" twice", "remove one of them");
        }
    }

    /** As it is written. */
    Optional<String> text(String name) {
        asked.add(name);
        return Optional.ofNullable(options.get(name));
    }

    private <T> Optional<T> invalid(String name, String text, String hint) {
        problems.accept("has the bad value \"" + text + "\" for \"" + name + "\"", hint);
        return Optional.empty();
    }
}
