package dev.edgeinfer.store;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which events are asked for; what is empty does not matter.
 *
 * @param zone name of a zone that the event has counted in
 * @param after earliest time of its start
 * @param before time before which it started
 * @param limit how many at most, 1..{@link #MOST}
 * @param cursor where the page before this one ended
 */
public record EventQuery(
        Optional<String> camera,
        Optional<String> label,
        Optional<String> zone,
        Optional<Instant> after,
        Optional<Instant> before,
        int limit,
        Optional<Cursor> cursor) {

    public static final int MOST = 500;

    public EventQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a page has 1 to %d events, not %d".formatted(MOST, limit));
        }
    }

    /**
     * The last event of a page. What begins later does not move it, nor does what is deleted.
     *
     * @param started in milliseconds since 1970
     */
    public record Cursor(long started, String id) {

        private static final Pattern SYNTAX =
                Pattern.compile("([0-9]{1,18})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

        /** Empty: the text is none. */
        public static Optional<Cursor> parse(String text) {
            Matcher matcher = SYNTAX.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Cursor(Long.parseLong(matcher.group(1)), matcher.group(2)))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return started + "-" + id;
        }
    }
}
