package dev.edgeinfer.webhook;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long a server asks to be left alone: {@code Retry-After} of RFC 9110, section 10.2.3. */
final class RetryAfter {

    /** A server that asks for more is asked again after this. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    /**
     * Zero up to {@link #LONGEST}; zero also when it is not said or cannot be understood.
     *
     * @param now wall-clock time of this machine; used only when the server does not tell its own
     */
    static Duration of(HttpHeaders headers, Instant now) {
        return headers.firstValue("retry-after")
                .map(String::strip)
                .flatMap(text -> SECONDS.matcher(text).matches()
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                        // The clock of a board may be wrong by years; the server's own tells the difference it means.
                        : date(text)
                                .map(at -> Duration.between(
                                        headers.firstValue("date")
                                                .flatMap(RetryAfter::date)
                                                .orElse(now),
                                        at)))
                .filter(Duration::isPositive)
                .map(wait -> wait.compareTo(LONGEST) < 0 ? wait : LONGEST)
                .orElse(Duration.ZERO);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
