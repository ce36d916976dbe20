package dev.edgeinfer.yaml;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One mistake in a document, for the person who wrote it.
 *
 * @param file the file as the user named it
 * @param position where it is; {@link Position#NONE} if it concerns the whole file
 * @param path dotted path of the key, such as {@code cameras.porch.source}; empty for the whole document
 * @param value what is written there, if that helps
 * @param rule what is wrong, to be read after the path and the value
 * @param hint what to do about it; may be empty
 */
public record Problem(
        String file, Position position, String path, Optional<String> value, String rule, Optional<String> hint) {

    /** By file, then from top to bottom. */
    static final Comparator<Problem> READING_ORDER = Comparator.comparing(Problem::file)
            .thenComparingInt(problem -> problem.position.line())
            .thenComparingInt(problem -> problem.position.column());

    private static final int LONGEST_PART = 500;

    /** A problem with a file as a whole, such as that it does not exist. */
    public static Problem ofFile(String file, String rule, String hint) {
        return ofText(file, Position.NONE, rule, hint);
    }

    /** A problem at a place of a text that has no keys. */
    public static Problem ofText(String file, Position position, String rule, String hint) {
        return new Problem(file, position, "", Optional.empty(), rule, Optional.of(hint));
    }

    /** The same without a trace of what its texts were resolved to. */
    public Problem masked(References references) {
        return with(references::mask);
    }

    /** The same with what a mask makes of its texts. */
    public Problem with(UnaryOperator<String> mask) {
        return new Problem(file, position, path, value.map(mask), mask.apply(rule), hint.map(mask));
    }

    /** What is wrong, without what to do about it. */
    public String withoutHint() {
        return new Problem(file, position, path, value, rule, Optional.empty()).toString();
    }

    /** One sentence: {@code file:line:column: path: "value" rule; hint}. */
    @Override
    public String toString() {
        var sentence = new StringBuilder(file);
        if (!position.equals(Position.NONE)) {
            sentence.append(':').append(position.line()).append(':').append(position.column());
        }
        sentence.append(": ");
        if (!path.isEmpty()) {
            sentence.append(printable(path)).append(": ");
        }
        value.ifPresent(text -> sentence.append('"').append(printable(text)).append("\" "));
        sentence.append(printable(rule));
        hint.ifPresent(text -> sentence.append("; ").append(printable(text)));
        return sentence.toString();
    }

    /** A problem is one line of bearable length, and a terminal must not obey what a file contains. */
    private static String printable(String text) {
        String part = text.length() <= LONGEST_PART ? text : text.substring(0, LONGEST_PART) + "…";
        return part.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }
}
