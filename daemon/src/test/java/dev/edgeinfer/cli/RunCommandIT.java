package dev.edgeinfer.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        Path bundle = Files.createDirectory(directory.resolve("broken"));
        Path original = Path.of("../models/nanodet-g");
        for (String file : List.of("model.yaml", "labels.txt")) {
            Files.copy(original.resolve(file), bundle.resolve(file));
        }
        Files.write(bundle.resolve("model.pte"), new byte[100]);
        Path config = Files.writeString(directory.resolve("edge-infer.yaml"), """
                http: { port: 0 }
                model: { path: ./broken }
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                """);

        run(config);

        assertEquals(1, process.waitFor(), log());
        assertTrue(lastLine().startsWith("edge-infer: \"" + bundle.resolve("model.pte")), log());
    }

    private void run(Path config, String... options) throws IOException {
        log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        for (String name : List.of("executorch.native.dir", "edge-infer.models.dir")) {
            command.add("-D%s=%s".formatted(name, System.getProperty(name)));
        }
        command.addAll(List.of(EdgeInfer.class.getName(), "run", "--config", config.toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(log);
    }

    private String lastLine() throws IOException {
        return log().lines().toList().getLast();
    }
}
