package dev.edgeinfer.yaml;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** A number as it is written in a document: {@code 10}, {@code -2.5}, {@code 1e-3}. */
final class NumberText {

    /** What an integer looks like. */
    static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*)");

    /** What any number looks like. */
    static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private static final int MOST_DIGITS = 18;

    private NumberText() {}

    /**
     * The integer that a text is.
     *
     * @param text matches {@link #INTEGER}
     * @return empty: it has so many digits that it is outside of every range, and of a long perhaps
     */
    static Optional<Long> integer(String text) {
        return Optional.of(text)
                .filter(digits -> digits.length() <= MOST_DIGITS)
                .map(Long::parseLong);
    }

    /** Without an exponent and zeros that say nothing. */
    static String format(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
