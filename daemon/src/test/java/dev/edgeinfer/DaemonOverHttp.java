package dev.edgeinfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.http.openapi.ContractClient;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A whole daemon with the bundled model, the demo clip and simulated lines, asked over HTTP. */
abstract class DaemonOverHttp {

    static final Path CLIP = Path.of("demo/demo.mp4").toAbsolutePath();
    static final Duration AMPLE = Duration.ofMinutes(2);

    /** On one thread, which the first program of a process decides for all that follow. */
    static final String COMMON = """
            http: { port: 0 }
            model: { threads: 1 }
            gpio: { provider: simulated }
            """;

    static final String DEMO = """
            cameras:
              demo: { source: "file:%s" }
            rules:
              someone-at-the-door:
                when: { label: person, min-score: 0.5 }
                gpio: { line: GPIO17, mode: hold, hold: 500ms }
            """.formatted(CLIP);

    private final ObjectMapper json = new ObjectMapper();
    final HttpClient client = new ContractClient();

    @TempDir
    Path directory;

    Daemon daemon;
    URI url;

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
        client.close();
    }

    void start(String text) throws IOException {
        start(config(text), FrameSources::open);
    }

    void start(LoadedConfig config, Function<SourceConfig, FrameSource> opener) {
        daemon = daemon(config, opener);
        url = daemon.start();
    }

    static Daemon daemon(LoadedConfig config, Function<SourceConfig, FrameSource> opener) {
        var notifier = ServiceNotifier.of(Map.of(), ProcessHandle.current().pid());
        return new Daemon(
                () -> new Setup(config, model()), new Host(notifier, Log.ofProcess(), Optional.empty()), opener);
    }

    LoadedConfig config(String text) throws IOException {
        return ConfigFile.read(Files.writeString(directory.resolve("edge-infer.yaml"), text), Secrets.of(Map.of()));
    }

    static ModelBundle model() {
        return ModelBundle.open("nanodet-g", Path.of("../models"));
    }

    /** Whether no daemon of this process has a thread at work. */
    static boolean noPartRuns() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(
                        List.of("gpio-watch", "gpio-timing", "gpio-inputs", "camera-watch", "inference", "rules")
                                ::contains);
    }

    double bestScoreOf(String label) throws Exception {
        double best = 0;
        for (JsonNode detection : get("/detections").at("/cameras/0/detections")) {
            if (detection.get("label").asText().equals(label)) {
                best = Math.max(best, detection.get("score").asDouble());
            }
        }
        return best;
    }

    JsonNode get(String path) throws Exception {
        return json.readTree(send(path, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    int status(String path) throws Exception {
        return send(path, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    Mat picture(String path) throws Exception {
        return decoded(send(path, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    static Mat decoded(byte[] jpeg) {
        try (var bytes = new BytePointer(jpeg);
                var encoded = new Mat(1, jpeg.length, opencv_core.CV_8UC1, bytes)) {
            return opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
        }
    }

    private <T> HttpResponse<T> send(String path, HttpResponse.BodyHandler<T> handler) throws Exception {
        return client.send(HttpRequest.newBuilder(url.resolve(path)).build(), handler);
    }
}
