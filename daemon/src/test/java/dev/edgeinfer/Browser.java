package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, which reaches nothing but this machine. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final ObjectMapper json = new ObjectMapper();
    private final ChromeDriver driver;

    Browser() {
        for (Path program : List.of(CHROMIUM, DRIVER)) {
            assertTrue(
                    Files.isExecutable(program),
                    program + " is missing; deploy/setup/prerequisites.sh test installs it");
        }
        // It warns of what we do not use: its own copies of a browser's debugging protocol.
        java.util.logging.Logger.getLogger("org.openqa.selenium").setLevel(Level.SEVERE);
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        // A test waits for what it looks at, not for every picture of it.
        options.setPageLoadStrategy(PageLoadStrategy.EAGER);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
        desktop();
    }

    /** Shows a page in a browser that remembers nothing of another one. */
    void open(URI page) {
        driver.get("about:blank");
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", origin(page), "storageTypes", "all"));
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
        consoleErrors();
        driver.get(page.toString());
    }

    void reload() {
        driver.navigate().refresh();
    }

    private static String origin(URI page) {
        return "%s://%s".formatted(page.getScheme(), page.getAuthority());
    }

    WebElement element(String selector) {
        await("there is " + selector, "return document.querySelector(arguments[0]) !== null", selector);
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> elements(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return (String) script("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
    }

    Object script(String text, Object... arguments) {
        return driver.executeScript(text, arguments);
    }

    /** Presses the left button of the mouse at a place of an element, in parts of its width and height from its left top. */
    void clickAt(String selector, double x, double y) {
        WebElement on = element(selector);
        var size = on.getSize();
        new Actions(driver)
                .moveToElement(on, (int) Math.round((x - 0.5) * size.getWidth()), (int)
                        Math.round((y - 0.5) * size.getHeight()))
                .click()
                .perform();
    }

    /** Presses a key, such as {@code Enter}, wherever the focus is. */
    void press(String key) {
        new Actions(driver)
                .sendKeys(
                        switch (key) {
                            case "Enter" -> Keys.ENTER;
                            case "Escape" -> Keys.ESCAPE;
                            case "ArrowDown" -> Keys.ARROW_DOWN;
                            case "ArrowRight" -> Keys.ARROW_RIGHT;
                            default -> throw new IllegalArgumentException(key);
                        })
                .perform();
    }

    /** Types wherever the focus is. */
    void type(String text) {
        new Actions(driver).sendKeys(text).perform();
    }

    /** Waits until a script returns true. */
    void await(String what, String condition, Object... arguments) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Object last;
        do {
            last = script(condition, arguments);
            if (Boolean.TRUE.equals(last)) {
                return;
            }
            try {
                Thread.sleep(GLANCE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        } while (System.nanoTime() < end);
        screenshot("failed");
        throw new AssertionError("not within %s: %s (%s); the page says: %s; the console: %s"
                .formatted(PATIENCE, what, last, script("return document.body.innerText"), consoleErrors()));
    }

    void awaitText(String selector, String text) {
        await(
                "\"%s\" in %s".formatted(text, selector),
                "return [...document.querySelectorAll(arguments[0])].some(e => e.textContent.includes(arguments[1]))",
                selector,
                text);
    }

    /** Presses keys where the focus is. */
    void press(CharSequence keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void desktop() {
        size(1440, 1000, false);
    }

    void phone() {
        size(390, 844, true);
    }

    private void size(int width, int height, boolean mobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", mobile ? 2 : 1, "mobile", mobile));
    }

    /** What the system of its user prefers. */
    void prefers(String colours) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    /** Keeps what is to be seen as {@code target/screenshots/NAME.png}. */
    void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What the console had to complain of since this was asked last. */
    List<String> consoleErrors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Addresses that the page has got something from, but for streams that go on. */
    List<URI> requests() {
        Object names = script("return performance.getEntriesByType('resource').map(entry => entry.name)");
        return ((List<?>) names).stream().map(name -> URI.create((String) name)).toList();
    }

    /** What axe finds that is serious or critical, with the places. */
    List<String> violations() {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            if (Boolean.TRUE.equals(script("return window.axe === undefined"))) {
                script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        JsonNode found = parsed((String) driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run(document, { resultTypes: ['violations'] })
                   .then(result => done(JSON.stringify(result.violations)), error => done(JSON.stringify([{ impact: 'critical', id: String(error), nodes: [] }])));
                """));
        List<String> serious = new ArrayList<>();
        for (JsonNode violation : found) {
            if (List.of("serious", "critical").contains(violation.get("impact").asText())) {
                for (JsonNode node : violation.get("nodes")) {
                    serious.add("%s: %s %s"
                            .formatted(
                                    violation.get("id").asText(),
                                    node.get("target"),
                                    node.at("/any/0/message").asText()));
                }
                if (violation.get("nodes").isEmpty()) {
                    serious.add(violation.get("id").asText());
                }
            }
        }
        return serious;
    }

    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
