package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.repository.BundleFolder;
import dev.edgeinfer.system.ServiceNotifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Models on the live page in a real browser: what they are, putting another one to work, and one that must not be. */
class ModelPageIT extends DaemonInBrowser {

    @Test
    void anotherModelIsPutToWorkAndTakenBackAndABadOneSaysWhy() throws Exception {
        Path bundled = Path.of("../models/nanodet-g");
        BundleFolder folder = new BundleFolder(Files.createDirectory(directory.resolve("models")))
                .copy(bundled, "nanodet-g")
                .copy(bundled, "second")
                .copy(bundled, "slow")
                .manifest("slow", "budget: {latency-ms: 0.001}\n");
        Path config = Files.writeString(directory.resolve("edge-infer.yaml"), COMMON + DEMO);
        daemon = new Daemon(
                () -> Setup.of(ConfigFile.read(config, Secrets.of(Map.of())), folder.path()),
                new Host(
                        ServiceNotifier.of(Map.of(), ProcessHandle.current().pid()), Log.ofProcess(), Optional.empty()),
                FrameSources::open);
        url = daemon.start();
        browser.open(url.resolve("/"));
        browser.awaitText(".model-panel .row", "AP 0.330");
        assertEquals("in use", browser.text(".model-panel [data-key='nanodet-g'] .chip"));

        browser.element(".model-panel [data-key=second] button").click();
        browser.awaitText(".model-panel [data-key=second] .chip", "in use");
        browser.awaitText(".notice", "second is in use");
        assertEquals("second", get("/models").get("active").asText());

        browser.element(".model-panel [data-key=slow] button").click();
        browser.awaitText(".model-panel [data-key=slow] .bad-text", "budget");
        assertEquals("second", get("/models").get("active").asText());
        assertEquals(List.of(), browser.violations());
        browser.screenshot("models");

        browser.element(".model-panel .panel-tools button").click();
        browser.awaitText(".model-panel [data-key='nanodet-g'] .chip", "in use");
    }
}
