package dev.edgeinfer.http.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.config.ConfigTexts;
import dev.edgeinfer.config.RuleConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionWordsTest {

    private static final String CAMERA = """
            device: { location: { latitude: 48.2, longitude: 16.4 } }
            cameras:
              porch:
                source: v4l2:///dev/video0
                zones: { step: [[0, 0], [1, 0], [1, 1]], path: [[0, 0], [1, 0], [1, 1]] }
                lines: { gate: [[0, 0.5], [1, 0.5]] }
            rules: { a: { when: { %s }, gpio: { line: X } } }
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            label: [cat, dog], zone: [step, path], count: 2, for: 90s | 2 or more of cat or dog in step or path (score 0.50 or more) for 90s
            line: gate, direction: in, camera: porch | anything crosses gate in at porch (score 0.50 or more)
            line: gate                              | anything crosses gate (score 0.50 or more)
            label: cat, absent-for: 2h              | not cat (score 0.50 or more) for 2h
            armed: false, for: 1500ms               | while disarmed, for 1500ms
            schedule: { from: sunset-30m, to: sunrise } | sunset-30min to sunrise
            schedule: [{ days: weekend }, { from: 08:05 }] | Sat Sun 00:00 to 24:00 or 08:05 to 24:00
            """)
    void conditionsAreSaidInWords(String when, String words) {
        RuleConfig rule =
                ConfigTexts.read(CAMERA.formatted(when.strip())).rules().get("a");
        assertEquals(words.strip(), ConditionWords.of(rule));
    }
}
