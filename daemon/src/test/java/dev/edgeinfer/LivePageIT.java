package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The live page of a whole daemon in a real browser; what it looks like is kept in {@code target/screenshots}. */
class LivePageIT extends DaemonOverHttp {

    private static final String CONFIG = COMMON + """
            cameras:
              demo:
                source: "file:%s"
                zones: { step: [[0.05, 0.55], [0.6, 0.55], [0.6, 0.98], [0.05, 0.98]] }
                lines: { gate: [[0.7, 0.2], [0.7, 0.95]] }
            rules:
              someone-at-the-door:
                when: { label: person, min-score: 0.5, for: 200ms }
                gpio: { line: GPIO17, mode: hold, hold: 1s }
            """.formatted(CLIP);

    private static Browser browser;

    @BeforeAll
    static void startBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
    }

    @Test
    void boxesMoveWithTheClip() throws Exception {
        start(CONFIG);
        browser.open(url.resolve("/"));
        browser.await("a box", "return document.querySelectorAll('.seen rect.box').length > 0");
        browser.screenshot("live");
        assertEquals(List.of(), browser.consoleErrors());
        for (URI asked : browser.requests()) {
            assertEquals(url.getAuthority(), asked.getAuthority(), asked.toString());
        }
        assertTrue(browser.violations().isEmpty(), browser.violations().toString());
    }
}
