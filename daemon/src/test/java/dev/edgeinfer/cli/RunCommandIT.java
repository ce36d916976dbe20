package dev.edgeinfer.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.FixtureBundle;
import dev.edgeinfer.system.NotifyReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code edge-infer run} as a process: what it prints, how it ends. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RunCommandIT {

    private static final Path DEMO = Path.of("demo/edge-infer.yaml");
    private static final Duration AMPLE = Duration.ofMinutes(2);

    /** What a process that follows the default action of SIGTERM reports. */
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path directory;

    private Map<String, String> environment = Map.of();
    private Path log;
    private Process process;

    @AfterEach
    void kill() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void saysWhereItListensWhatItSeesAndWhatItSwitchesAndLeavesTheLineOffWhenTerminated() throws Exception {
        run(DEMO, "--port", "0");

        await().atMost(AMPLE).until(() -> log().contains("GPIO17 → 1 (rule someone-at-the-door)"));
        assertTrue(Pattern.compile("http://localhost:\\d+").matcher(log()).find(), log());
        assertTrue(Pattern.compile("demo: person 0\\.\\d\\d").matcher(log()).find(), log());

        process.destroy();

        assertEquals(TERMINATED, process.waitFor());
        List<String> switches =
                log().lines().filter(line -> line.contains("GPIO17 →")).toList();
        assertTrue(switches.getLast().contains("GPIO17 → 0"), log());
    }

    @Test
    void tellsItsServiceManagerWhenItAnswersHowItIsAndThatItStops() throws Exception {
        try (var manager = NotifyReceiver.bind(directory.resolve("notify").toString())) {
            environment = Map.of("NOTIFY_SOCKET", manager.address(), "WATCHDOG_USEC", "3000000");
            run(DEMO, "--port", "0");

            await().atMost(AMPLE).until(manager::receive, told("READY=1"));
            assertEquals(200, get("/health").statusCode());
            await().atMost(AMPLE).until(manager::receive, told("WATCHDOG=1"));
            await().atMost(AMPLE).until(manager::receive, told("STATUS=demo \\d+\\.\\d of 10.0 fps"));

            process.destroy();

            await().atMost(AMPLE).until(manager::receive, told("STOPPING=1"));
            assertEquals(TERMINATED, process.waitFor());
        }
    }

    @Test
    void readsItsConfigurationAgainWhenItIsHungUpOnAndRefusesABrokenOne() throws Exception {
        String porch = """
                http: { port: 0 }
                model: { threads: 1 }
                gpio: { provider: simulated }
                cameras:
                  porch: { source: "file:%s" }
                """.formatted(Path.of("demo/demo.mp4").toAbsolutePath());
        Path config = Files.writeString(directory.resolve("edge-infer.yaml"), porch);
        run(config);
        await().atMost(AMPLE).until(() -> log().contains(" is up; "));

        Files.writeString(config, porch + "  yard: { sorce: \"file:demo.mp4\" }\n");
        hangUp();

        String refused =
                "the new configuration is refused, the old one stays at work: " + config + ":6:11: cameras.yard.sorce";
        await().atMost(AMPLE).until(() -> log().contains(refused));
        assertTrue(body("/detections").contains("\"porch\""));

        Files.writeString(config, porch.replace("porch:", "yard:"));
        hangUp();

        await().atMost(AMPLE).until(() -> log().contains("the configuration was read again and is at work"));
        await().atMost(AMPLE).until(() -> body("/detections").contains("\"yard\""));
        assertFalse(body("/detections").contains("\"porch\""));

        process.destroy();
        assertEquals(TERMINATED, process.waitFor());
    }

    @Test
    void tellsItsServiceManagerWhyItDoesNotStart() throws Exception {
        try (var manager = NotifyReceiver.bind(directory.resolve("notify").toString())) {
            environment = Map.of("NOTIFY_SOCKET", manager.address());
            Path missing = directory.resolve("missing.yaml");

            run(missing);

            process.waitFor();
            assertEquals(
                    Optional.of(List.of("STATUS=" + missing + ": does not exist; check the path")), manager.receive());
            assertEquals(Optional.empty(), manager.receive(), "it is what systemctl status shows");
        }
    }

    @Test
    void aWrongConfigurationIsWhatCheckConfigSaysAndAnExitCodeOfItsOwn() throws Exception {
        Path config = Files.writeString(directory.resolve("edge-infer.yaml"), """
                htpp: { port: 0 }
                cameras: { porch: { source: "v4l2:///dev/video0", target-fps: fast } }
                """);

        run(config);

        assertEquals(2, process.waitFor(), log());
        assertEquals(Commands.execute("check-config", config.toString()).err(), log());
    }

    @Test
    void aWrongOptionIsToldAlthoughTheStartHasBegunElsewhere() throws Exception {
        run(DEMO, "--prot", "0");

        assertEquals(2, process.waitFor(), log());
        assertTrue(log().contains("--prot"), log());
        assertFalse(log().contains("hs_err"), log());
    }

    @Test
    void underTheJournalEveryLineHasAPriority() throws Exception {
        log = Files.createFile(directory.resolve("log"));
        environment = Map.of(
                "JOURNAL_STREAM", Files.getAttribute(log, "unix:dev") + ":" + Files.getAttribute(log, "unix:ino"));
        run(DEMO, "--port", "0");
        await().atMost(AMPLE).until(() -> log().contains("<6>http://localhost:"));

        process.destroy();
        process.waitFor();

        assertTrue(log().lines().allMatch(line -> line.matches("<[3-7]>.*")), log());

        run(directory.resolve("missing.yaml"));
        process.waitFor();

        assertTrue(log().startsWith("<3>edge-infer: "), log());
    }

    @Test
    void theLevelOfTheConfigurationHolds() throws Exception {
        Path config = Files.writeString(directory.resolve("edge-infer.yaml"), """
                http: { port: 0 }
                model: { threads: 1 }
                cameras: { gone: { source: "v4l2:///dev/no-such-video" } }
                log: { level: warn }
                """);
        run(config);

        await().atMost(AMPLE).until(() -> log().contains("WARN camera \"gone\""));
        assertFalse(log().contains("INFO"), log());
    }

    @Test
    void aPortInUseIsOneSentenceAndExitCodeOne() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run(DEMO, "--port", String.valueOf(other.getLocalPort()));

            assertEquals(1, process.waitFor(), log());
            assertTrue(
                    lastLine()
                            .startsWith("edge-infer: The API cannot listen on 127.0.0.1 port " + other.getLocalPort()),
                    log());
        }
    }

    @Test
    void aModelThatCannotBeLoadedIsOneSentenceAndExitCodeOne() throws Exception {
        var bundle =
                FixtureBundle.copy(Path.of("../models/nanodet-g"), directory).program(new byte[100]);
        Path config = Files.writeString(directory.resolve("edge-infer.yaml"), """
                http: { port: 0 }
                model: { path: ./nanodet-g }
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                """);

        run(config);

        assertEquals(1, process.waitFor(), log());
        assertTrue(lastLine().startsWith("edge-infer: \"" + bundle.program()), log());
    }

    private void run(Path config, String... options) throws IOException {
        log = directory.resolve("log");
        // A build under nohup ignores SIGHUP, and so would the JVM: it leaves an ignored signal alone.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=HUP",
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        for (String name : List.of("executorch.native.dir", "edge-infer.models.dir")) {
            command.add("-D%s=%s".formatted(name, System.getProperty(name)));
        }
        command.addAll(List.of(EdgeInfer.class.getName(), "run", "--config", config.toString()));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    private static Predicate<Optional<List<String>>> told(String line) {
        return message -> message.filter(
                        lines -> lines.stream().anyMatch(Pattern.compile(line).asMatchPredicate()))
                .isPresent();
    }

    private void hangUp() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                        .start()
                        .waitFor());
    }

    private String body(String path) throws Exception {
        return get(path).body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        var url = Pattern.compile("http://localhost:\\d+").matcher(log());
        assertTrue(url.find(), log());
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url.group() + path)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private String log() throws IOException {
        return Files.readString(log);
    }

    private String lastLine() throws IOException {
        return log().lines().toList().getLast();
    }
}
