package dev.edgeinfer.http.exchange;

import io.helidon.common.uri.UriQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The query parameters of one request. What is not understood is a problem that names the parameter and what it may be;
 * only names that begin with {@code _} are anybody's, since pages add such to get past caches.
 */
public final class Parameters {

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,20})?");

    private final UriQuery query;

    private Parameters(UriQuery query) {
        this.query = query;
    }

    /**
     * @param known the parameters that the route takes
     * @throws ProblemException when there is another, or one of them more than once
     */
    public static Parameters of(UriQuery query, Set<String> known) {
        for (String name : query.names()) {
            if (name.startsWith("_")) {
                continue;
            }
            if (!known.contains(name)) {
                List<String> sorted = known.stream().sorted().toList();
                throw bad(name, "is not known; there " + (sorted.isEmpty() ? "are none" : "are: " + sorted));
            }
            if (query.all(name).size() > 1) {
                throw bad(name, "is given more than once");
            }
        }
        return new Parameters(query);
    }

    /** {@code true} or {@code false}; false where it is not given. */
    public boolean flag(String name) {
        return switch (query.first(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(name, "must be true or false, not \"%s\"".formatted(text(name)));
        };
    }

    /** A whole number within bounds, both of which it may be; empty where it is not given. */
    public OptionalInt whole(String name, int least, int most) {
        if (!query.contains(name)) {
            return OptionalInt.empty();
        }
        String text = text(name);
        if (WHOLE.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        }
        throw bad(name, "must be a whole number from %d to %d, not \"%s\"".formatted(least, most, text));
    }

    /** A number within bounds, both of which it may be. */
    public double decimal(String name, double least, double most, double otherwise) {
        if (!query.contains(name)) {
            return otherwise;
        }
        String text = text(name);
        if (DECIMAL.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw bad(name, "must be a number from %s to %s, not \"%s\"".formatted(plain(least), plain(most), text));
    }

    /** Names that are separated by commas; none where it is not given. */
    public List<String> names(String name) {
        return Optional.of(name).filter(query::contains).stream()
                .flatMap(given -> Stream.of(text(given).split(",", -1)))
                .toList();
    }

    private String text(String name) {
        return query.first(name).orElse("");
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static ProblemException bad(String name, String rule) {
        return new ProblemException(
                ProblemType.BAD_PARAMETER, "Parameter \"%s\" %s".formatted(name, rule), Map.of("parameter", name));
    }
}
