package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                             | 0
            7                             | 7
            ' 120 '                       | 120
            3600                          | 3600
            3601                          | 3600
            999999999                     | 3600
            99999999999999999999          | 0
            -5                            | 0
            1.5                           | 0
            soon                          | 0
            Tue, 24 Nov 2026 07:00:30 GMT | 30
            Tue, 24 Nov 2026 06:00:00 GMT | 0
            Mon, 24 Nov 2099 07:00:00 GMT | 0
            Wed, 24 Nov 2027 07:00:00 GMT | 3600
            """)
    void secondsAndDatesWithinAnHour(String written, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), RetryAfter.of(headers(Map.of("Retry-After", written)), NOW));
    }

    @Test
    void aServersDateIsMeantByTheServersClock() {
        assertEquals(
                Duration.ofSeconds(30),
                RetryAfter.of(
                        headers(Map.of(
                                "Retry-After", "Sat, 01 Jan 2000 00:01:00 GMT",
                                "Date", "Sat, 01 Jan 2000 00:00:30 GMT")),
                        NOW));
    }

    @Test
    void nothingIsSaid() {
        assertEquals(Duration.ZERO, RetryAfter.of(headers(Map.of()), NOW));
    }

    private static HttpHeaders headers(Map<String, String> headers) {
        var lists = new HashMap<String, List<String>>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return HttpHeaders.of(lists, (name, value) -> true);
    }
}
