package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Zones are drawn and the configuration is edited on the live page, in a real browser. */
class PageEditorIT extends DaemonInBrowser {

    private static final String CONFIG = COMMON + """
            cameras:
              demo:                      # the clip
                source: "file:%s"
                zones:
                  # Nobody is ever there.
                  step: { polygon: [[0.9, 0], [1, 0], [1, 0.1]], labels: [person] }   # too small
            rules:
              someone-on-the-step:
                when: { label: person, zone: step, min-score: 0.5 }
                gpio: { line: GPIO17, mode: hold, hold: 500ms }
            """.formatted(CLIP);

    private static final String SAVED = ".editor-head .chip.good";

    @Test
    void aZoneThatIsDrawnOverAPersonMakesItsRuleFire() throws Exception {
        open(CONFIG, "#/zones/demo");
        browser.await(
                "the picture",
                "return (document.querySelector('.stage')?.style.getPropertyValue('--ratio') ?? '') !== ''"
                        + " && document.querySelector('.shape-row') !== null");
        click("Draw anew");
        double[][] corners = {{0.02, 0.05}, {0.98, 0.05}, {0.98, 0.98}, {0.02, 0.98}};
        for (int i = 0; i < corners.length; i++) {
            browser.clickAt(".shape-canvas", corners[i][0], corners[i][1]);
            browser.await(
                    "a corner", "return document.querySelectorAll('.drawn-corner').length === arguments[0]", i + 1);
        }
        browser.press("Enter");
        browser.screenshot("zone-editor");
        click("Save");
        browser.element(SAVED);

        assertTrue(text().contains("# Nobody is ever there."), text());
        assertTrue(text().contains("labels: [person]"), text());
        await().atMost(AMPLE).until(() -> get("/gpio").at("/lines/0/value").asInt() == 1);
        assertEquals(List.of(), browser.consoleErrors());
    }

    @Test
    void aLineIsAddedAndMovedByKeysAlone() throws Exception {
        open(CONFIG, "#/zones/demo");
        browser.element(".shape-row");
        focus("Draw line");
        browser.press("Enter");
        browser.await("drawing", "return document.querySelector('.shape-canvas.drawing') !== null");
        browser.press("Enter");
        browser.await("its name", "return document.activeElement.name === 'name'");
        browser.type("gate");
        browser.script("document.querySelector('.line .corner').focus()");
        browser.press("ArrowDown");
        browser.press("ArrowRight");
        focus("Save");
        browser.press("Enter");
        browser.element(SAVED);

        assertEquals(
                "[[0.26,0.51],[0.75,0.5]]",
                get("/cameras/demo/zones").at("/lines/gate").toString());
        assertEquals("gate", get("/cameras").at("/cameras/0/lines/0/line").asText());
    }

    @Test
    void whatIsWrongWithAZoneStandsBesideIt() throws Exception {
        open(CONFIG, "#/zones/demo");
        browser.element(".shape-row input[name=name]").clear();
        browser.element(".shape-row input[name=name]").sendKeys("The Step");
        browser.awaitText(".field-error", "small letters");
        browser.element(".shape-row input[name=name]").clear();
        browser.element(".shape-row input[name=name]").sendKeys("other");
        click("Save");

        // A rule asks for the zone that is no more.
        browser.awaitText(".notice.failed", "step");
        assertEquals(CONFIG, text());
        click("Discard");
        browser.element(SAVED);
    }

    @Test
    void whoWasLateChoosesWhoseChangesStay() throws Exception {
        open(CONFIG, "#/zones/demo");
        browser.element(".shape-row");
        click("Draw zone");
        browser.press("Enter");
        Files.writeString(file(), CONFIG.replace("# the clip", "# a clip"));
        click("Save");
        browser.awaitText(".conflict", "changed elsewhere");
        browser.screenshot("zone-editor-conflict");
        click("Save mine over it");
        browser.element(SAVED);

        assertTrue(text().contains("# a clip"), text());
        assertTrue(text().contains("zone-1"), text());
    }

    @Test
    void theConfigurationIsMendedWhereItIsWrong() throws Exception {
        open(CONFIG, "#/config");
        browser.await("the text", "return document.querySelector('textarea')?.value.includes('# the clip')");
        setText(CONFIG.replace("zones:\n", "target-pfs: 3\n    zones:\n"));
        browser.awaitText(".fault", "target-fps");
        browser.awaitText(".fault-place", "Line 7");
        browser.screenshot("config-editor-problem");
        click("Save");
        browser.element(".notice.failed");
        assertEquals(CONFIG, text());

        String mended = CONFIG.replace("zones:\n", "target-fps: 3     # enough\n    zones:\n");
        setText(mended);
        browser.awaitText(".faults", "None.");
        browser.script("const t = document.querySelector('textarea'); t.focus();"
                + " t.setSelectionRange(t.value.indexOf('target-fps'), t.value.indexOf('target-fps')); t.click();");
        browser.awaitText(".key-help", "cameras.demo.target-fps");
        browser.screenshot("config-editor");
        click("Save");
        browser.element(SAVED);

        assertEquals(mended, text());
        await().atMost(AMPLE)
                .until(() -> get("/cameras").at("/cameras/0/fps/target").asDouble() == 3);
    }

    @Test
    void theEditorsCanBeUsedByEverybodyAndEverywhere() throws Exception {
        for (String view : List.of("#/zones/demo", "#/config")) {
            open(CONFIG, view);
            browser.element(SAVED);
            for (String colours : List.of("light", "dark")) {
                browser.prefers(colours);
                assertEquals(List.of(), browser.violations(), view + " " + colours);
            }
            browser.phone();
            assertEquals(List.of(), browser.violations(), view + " phone");
            assertEquals(
                    true,
                    browser.script("return document.documentElement.scrollWidth <= window.innerWidth"),
                    view + " is wider than a phone");
            browser.screenshot(view.contains("zones") ? "zone-editor-phone" : "config-editor-phone");
            browser.desktop();
            browser.prefers("light");
            assertEquals(List.of(), browser.consoleErrors());
            stop();
        }
        daemon = null;
    }

    private void open(String config, String view) throws IOException {
        Files.writeString(file(), config);
        daemon = new Daemon(
                Setups.of(file(), Secrets.of(Map.of()), loaded -> Setup.of(loaded, Path.of("../models"))),
                new Host(ServiceNotifier.of(Map.of(), 1), Log.ofProcess(), Optional.empty()),
                FrameSources::open);
        url = daemon.start();
        browser.open(url.resolve("/" + view));
    }

    private Path file() {
        return directory.resolve("edge-infer.yaml");
    }

    private String text() throws IOException {
        return Files.readString(file());
    }

    private static void setText(String text) {
        browser.script(
                "const t = document.querySelector('textarea'); t.value = arguments[0]; t.dispatchEvent(new Event('input'))",
                text);
    }

    private static void click(String name) {
        browser.await(
                "a button " + name,
                "const b = [...document.querySelectorAll('button')].find(b => b.textContent.trim() === arguments[0]"
                        + " && b.getAttribute('aria-disabled') !== 'true'); b?.click(); return b !== undefined",
                name);
    }

    private static void focus(String name) {
        browser.await(
                "a button " + name,
                "const b = [...document.querySelectorAll('button')].find(b => b.textContent.trim() === arguments[0]"
                        + " && b.getAttribute('aria-disabled') !== 'true'); b?.focus(); return b !== undefined",
                name);
    }
}
