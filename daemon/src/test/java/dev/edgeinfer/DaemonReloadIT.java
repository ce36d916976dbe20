package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.model.FixtureBundle;
import dev.edgeinfer.system.NotifyReceiver;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What a daemon does when its configuration has changed and it is told to read it again. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonReloadIT extends DaemonOverHttp {

    private static final String PORCH = "cameras: { porch: { source: \"file:%s\" } }\n".formatted(CLIP);
    private static final String YARD = "cameras: { yard: { source: \"file:%s\" } }\n".formatted(CLIP);

    private NotifyReceiver manager;

    @BeforeEach
    void startWithThePorch() throws IOException {
        manager = NotifyReceiver.bind(directory.resolve("notify").toString());
        write(COMMON + PORCH);
        daemon = new Daemon(
                () -> Setup.of(ConfigFile.read(file(), Secrets.of(Map.of())), Path.of("../models")),
                new Host(
                        ServiceNotifier.of(Map.of("NOTIFY_SOCKET", manager.address()), 1),
                        Log.ofProcess(),
                        Optional.empty()),
                FrameSources::open);
        url = daemon.start();
        await().atMost(AMPLE).until(() -> sequence() > 0);
        told();
    }

    @AfterEach
    void closeManager() {
        manager.close();
    }

    @Test
    void eventsEndWithTheirConfigurationButNotWithTheLimitsOfTheStore() throws Exception {
        String still = "cameras: { still: { source: \"file:%s?fps=5\" } }\n"
                .formatted(Path.of("src/test/resources/images/astronaut.jpg").toAbsolutePath());
        write(COMMON + still);
        daemon.reload();
        await().atMost(AMPLE)
                .until(() ->
                        get("/events?camera=still&label=person").get("events").size() == 1);
        String event =
                "/events/" + get("/events?camera=still").at("/events/0/id").asText();

        write(COMMON + still + "store: { max-events: 500 }\n");
        daemon.reload();
        assertTrue(get(event).get("endReason").isNull());

        write(COMMON + YARD);
        daemon.reload();
        await().atMost(AMPLE).until(() -> !get(event).get("endReason").isNull());
        assertEquals("reconfigured", get(event).get("endReason").asText());
    }

    @Test
    void anotherCameraTakesThePlaceAndTheApiStaysWhereItIs() throws Exception {
        write(COMMON + YARD);

        daemon.reload();

        assertEquals(List.of("yard"), cameras());
        await().atMost(AMPLE).until(() -> sequence() > 0);
        assertEquals("ok", get("/health").get("status").asText());
        assertEquals(List.of("RELOADING=1", "READY=1"), told());
    }

    @Test
    void whatHasNotChangedGoesOnWhereItIs() throws Exception {
        Log.ofProcess().verbose(false);
        await().atMost(AMPLE).until(() -> sequence() > 5);
        write(COMMON + PORCH + "log: { level: warn }\n");

        daemon.reload();

        assertTrue(sequence() > 5, "the camera was not opened anew");
        assertStillAtWork();
        assertFalse(LoggerFactory.getLogger(Daemon.class).isInfoEnabled());

        write(COMMON + PORCH);
        daemon.reload();
        assertTrue(LoggerFactory.getLogger(Daemon.class).isInfoEnabled());
    }

    @Test
    void onlyTheApiMovesWhenOnlyItsAddressChanges() throws Exception {
        await().atMost(AMPLE).until(() -> sequence() > 5);
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        write(COMMON.replace("port: 0", "port: " + port) + PORCH);

        daemon.reload();

        url = URI.create("http://localhost:" + port);
        assertTrue(sequence() > 5, "the camera was not opened anew");
        assertStillAtWork();
    }

    @Test
    void aBrokenConfigurationChangesNothing() throws Exception {
        write(COMMON + YARD + "htpp: { port: 1 }\n");

        daemon.reload();

        assertStillAtWork();
        assertEquals(List.of("RELOADING=1", "READY=1"), told());
    }

    @Test
    void aModelThatIsNoneChangesNothing() throws Exception {
        FixtureBundle.copy(Path.of("../models/nanodet-g"), directory).program(new byte[100]);
        write(COMMON.replace("threads: 1", "threads: 1, path: ./nanodet-g") + YARD);

        daemon.reload();

        assertStillAtWork();
    }

    @Test
    void threadsThatOnlyANewProcessCanHaveWaitForItAndTheRestIsAtWork() throws Exception {
        write(COMMON.replace("threads: 1", "threads: 2") + YARD);

        daemon.reload();

        assertEquals(List.of("yard"), cameras());
        await().atMost(AMPLE).until(() -> sequence() > 0);
        assertEquals(1, get("/health").at("/model/threads").asInt());
    }

    @Test
    void whatIsGoodAndDoesNotStartGivesThePlaceBack() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            write(COMMON.replace("port: 0", "port: " + other.getLocalPort()) + YARD);

            daemon.reload();
        }

        String status = told().getLast();
        assertEquals("READY=1", status);
        // The port was left to the system, which may have given another one.
        write(COMMON + YARD);
        daemon.reload();
        assertEquals(List.of("RELOADING=1", "READY=1"), told());
    }

    @Test
    void aLineIsLeftInItsShutdownStateAndAnotherIsTaken() throws Exception {
        write(COMMON.replace("simulated", "simulated, lines: { GPIO27: { initial: active } }") + YARD);

        daemon.reload();

        assertEquals("GPIO27", get("/gpio").at("/lines/0/line").asText());
        assertEquals(1, get("/gpio").at("/lines/0/value").asInt());
    }

    @Test
    void aDaemonThatHasStoppedIsNotStartedByAReload() throws Exception {
        daemon.close();
        write(COMMON + YARD);

        daemon.reload();

        assertTrue(noPartRuns());
    }

    private void assertStillAtWork() throws Exception {
        assertEquals(List.of("porch"), cameras());
        long before = sequence();
        await().atMost(AMPLE).until(() -> sequence() > before);
        assertEquals("ok", get("/health").get("status").asText());
    }

    private List<String> cameras() throws Exception {
        List<String> names = new ArrayList<>();
        get("/detections")
                .get("cameras")
                .forEach(camera -> names.add(camera.get("camera").asText()));
        return names;
    }

    private long sequence() throws Exception {
        return get("/detections").at("/cameras/0/sequence").asLong();
    }

    /** The first assignments of the messages about the state since the last call. */
    private List<String> told() {
        return manager.receiveAll().stream()
                .map(List::getFirst)
                .filter(line -> !line.startsWith("STATUS="))
                .toList();
    }

    private Path file() {
        return directory.resolve("edge-infer.yaml");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }
}
