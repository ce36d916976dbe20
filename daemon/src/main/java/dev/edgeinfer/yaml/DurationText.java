package dev.edgeinfer.yaml;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as people write it: a number and its unit. */
sealed interface DurationText {

    /** A time, rounded to the nanosecond. */
    record Valid(Duration time) implements DurationText {}

    /** What is wrong with the text, in the words of a {@link Problem}. */
    record Invalid(String rule, String hint) implements DurationText {}

    /** Nine digits are 31 years in seconds, and in any unit far from what overflows a {@link Duration}. */
    Pattern SYNTAX = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?) ?(\\p{L}*)");

    static DurationText parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return new Invalid("is not a time", "write a number and its unit, such as 300ms, 5s, 2min or 1h");
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        return switch (unit) {
            case "ms" -> time(number, Duration.ofMillis(1));
            case "s" -> time(number, Duration.ofSeconds(1));
            case "min" -> time(number, Duration.ofMinutes(1));
            case "h" -> time(number, Duration.ofHours(1));
            case "" -> new Invalid("has no unit", "write %1$sms or %1$ss".formatted(number));
            default -> new Invalid("has an unknown unit", hint(number, unit));
        };
    }

    /** In the largest unit that leaves no fraction. */
    static String format(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "min";
    }

    private static Valid time(String number, Duration unit) {
        BigDecimal seconds = new BigDecimal(number)
                .multiply(BigDecimal.valueOf(unit.toMillis(), 3))
                .setScale(9, RoundingMode.HALF_UP);
        long whole = seconds.longValue();
        return new Valid(Duration.ofSeconds(
                whole,
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue()));
    }

    private static String hint(String number, String unit) {
        String known = "known: ms, s, min, h";
        String meant =
                switch (unit.toLowerCase(Locale.ROOT)) {
                    case "ms", "msec", "msecs", "millis", "milliseconds" -> "ms";
                    case "s", "sec", "secs", "second", "seconds" -> "s";
                    case "m", "min", "mins", "minute", "minutes" -> "min";
                    case "h", "hr", "hrs", "hour", "hours" -> "h";
                    default -> "";
                };
        return meant.isEmpty() ? known : "did you mean %s%s? (%s)".formatted(number, meant, known);
    }
}
