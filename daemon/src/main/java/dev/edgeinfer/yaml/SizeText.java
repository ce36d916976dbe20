package dev.edgeinfer.yaml;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: a number and its unit. */
sealed interface SizeText {

    /** A number of bytes. */
    record Valid(long bytes) implements SizeText {}

    /** What is wrong with the text, in the words of a {@link Problem}. */
    record Invalid(String rule, String hint) implements SizeText {}

    /** Nine digits are far from what overflows a long in any unit. */
    Pattern SYNTAX = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?) ?(\\p{L}*)");

    /** Smallest first. */
    Map<String, Long> UNITS = units();

    private static Map<String, Long> units() {
        var units = new LinkedHashMap<String, Long>();
        units.put("kB", 1000L);
        units.put("KiB", 1L << 10);
        units.put("MB", 1_000_000L);
        units.put("MiB", 1L << 20);
        units.put("GB", 1_000_000_000L);
        units.put("GiB", 1L << 30);
        return units;
    }

    static SizeText parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return new Invalid("is not a size", "write a number and its unit, such as 500MB or 2GiB");
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        if (unit.isEmpty()) {
            return new Invalid("has no unit", "write %1$sMB or %1$sGB".formatted(number));
        }
        Long bytes = UNITS.get(unit);
        return bytes == null
                ? new Invalid("has an unknown unit", hint(number, unit))
                : new Valid(new BigDecimal(number)
                        .multiply(BigDecimal.valueOf(bytes))
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact());
    }

    /** In the largest unit that leaves no fraction, in bytes if none does. */
    static String format(long bytes) {
        String text = bytes + " bytes";
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            if (bytes > 0 && bytes % unit.getValue() == 0) {
                text = bytes / unit.getValue() + unit.getKey();
            }
        }
        return bytes == 0 ? "0MB" : text;
    }

    private static String hint(String number, String unit) {
        String known = "known: " + String.join(", ", UNITS.keySet());
        for (String name : UNITS.keySet()) {
            if (name.equalsIgnoreCase(unit) || name.equalsIgnoreCase(unit + "B")) {
                return "did you mean %s%s? (%s)".formatted(number, name, known);
            }
        }
        return known;
    }
}
