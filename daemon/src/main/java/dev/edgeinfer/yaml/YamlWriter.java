package dev.edgeinfer.yaml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values as YAML that fits into a text of somebody else: maps one key a line, lists in brackets. */
final class YamlWriter {

    /** Safe in every place, also within braces. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./+-]*");

    /** As {@link #PLAIN}, with a colon or a hash inside, which only a blank beside it would make special. */
    private static final Pattern URI = Pattern.compile("[a-z][a-z0-9+]*:[A-Za-z0-9_./+=&#:@%-]*[A-Za-z0-9_/=]");

    /** What other readers of YAML take for something else than text. */
    private static final Set<String> WORDS = Set.of(
            "true", "false", "yes", "no", "on", "off", "y", "n", "null", ".inf", ".nan", "True", "False", "Yes", "No",
            "On", "Off", "Y", "N", "Null", "TRUE", "FALSE", "YES", "NO", "ON", "OFF", "NULL", ".", "..");

    private final String lineEnd;

    /** @param lineEnd what ends a line of the text */
    YamlWriter(String lineEnd) {
        this.lineEnd = lineEnd;
    }

    /** What follows {@code key:}, with the blank or the line end before it. @param indent of the key */
    String afterKey(Object value, int indent) {
        return value instanceof Map<?, ?> map && !map.isEmpty() ? lineEnd + block(map, indent + 2) : " " + flow(value);
    }

    /** Entries of a map, one a line, the last without a line end. */
    String block(Map<?, ?> map, int indent) {
        return map.entrySet().stream()
                .map(entry -> " ".repeat(indent) + key(entry.getKey()) + ":" + afterKey(entry.getValue(), indent))
                .collect(Collectors.joining(lineEnd));
    }

    /** In one line. */
    static String flow(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map ->
                map.isEmpty()
                        ? "{}"
                        : map.entrySet().stream()
                                .map(entry -> key(entry.getKey()) + ": " + flow(entry.getValue()))
                                .collect(Collectors.joining(", ", "{ ", " }"));
            case List<?> list -> list.stream().map(YamlWriter::flow).collect(Collectors.joining(", ", "[", "]"));
            case BigDecimal number -> number(number);
            case Boolean truth -> truth.toString();
            case Object text -> text(text.toString());
        };
    }

    static String key(Object key) {
        return text(key.toString());
    }

    /** Text that stays text: in quotes, where it would be something else without. */
    static String text(String text) {
        boolean plain = (PLAIN.matcher(text).matches() || URI.matcher(text).matches())
                && !WORDS.contains(text)
                && PlainValues.number(text).isEmpty()
                && !text.startsWith("---")
                && !text.startsWith("...");
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (isPrintable(c)) {
                        quoted.appendCodePoint(c);
                    } else {
                        quoted.append(c > 0xFFFF ? "\\U%08X".formatted(c) : "\\u%04X".formatted(c));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(int c) {
        boolean lineBreak = c == 0x85 || c == 0x2028 || c == 0x2029;
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !Character.isISOControl(c) && !lineBreak && !surrogate && c != 0xFEFF && (c & 0xFFFE) != 0xFFFE;
    }

    private static String number(BigDecimal number) {
        return Math.abs(number.scale()) <= 20 ? number.toPlainString() : number.toString();
    }
}
