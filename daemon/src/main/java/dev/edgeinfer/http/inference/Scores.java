package dev.edgeinfer.http.inference;

import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the least scores that requests ask for. */
final class Scores {

    private static final Pattern NUMBER =
            Pattern.compile("(?=\\.?[0-9])[0-9]{0,3}\\.?[0-9]{0,20}([eE][-+]?[0-9]{1,3})?");

    private Scores() {}

    /**
     * @param name of the parameter or the field
     * @throws ProblemException when it is not 0 to 1
     */
    static double parse(String name, String text) {
        if (NUMBER.matcher(text).matches()) {
            double score = Double.parseDouble(text);
            if (score <= 1) {
                return score;
            }
        }
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        throw new ProblemException(
                ProblemType.BAD_PARAMETER,
                "\"%s\" must be a number from 0 to 1, not \"%s\"".formatted(name, shown),
                Map.of("parameter", name));
    }
}
