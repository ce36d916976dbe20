package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Streams, metrics and the like of a whole daemon. */
class LiveApiIT extends DaemonOverHttp {

    private static final String SCENE = """
            cameras:
              porch:
                source: "test://pattern?fps=20"
                zones: { step: [[0.1, 0.6], [0.9, 0.6], [0.9, 1], [0.1, 1]] }
                lines: { gate: [[0.1, 0.5], [0.9, 0.5]] }
              yard: { source: "rtsp://keeper:nowhere@127.0.0.1:9/stream" }
            """;

    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z_]+)(\\{[a-z_]+=\"[^\"\\\\\n]*\"(,[a-z_]+=\"[^\"\\\\\n]*\")*\\})? (-?[0-9.]+(E-?[0-9]+)?|[+]Inf)");

    private volatile String text = COMMON + SCENE;

    @BeforeEach
    void start() throws Exception {
        daemon = new Daemon(
                () -> new Setup(read(), model()),
                new Host(
                        ServiceNotifier.of(Map.of(), ProcessHandle.current().pid()), Log.ofProcess(), Optional.empty()),
                FrameSources::open);
        url = daemon.start();
        await().atMost(AMPLE)
                .until(() -> !get("/cameras/porch/detections").get("sequence").isNull());
    }

    private LoadedConfig read() {
        try {
            return config(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void camerasAndTheBoardTellWhatTheyAre() throws Exception {
        JsonNode cameras = get("/cameras").get("cameras");
        assertEquals("testPattern", cameras.at("/0/source").asText());
        assertEquals(640, cameras.at("/0/frame/width").asInt());
        assertEquals("rtsp", cameras.at("/1/source").asText());
        assertTrue(cameras.at("/1/frame").isNull());
        assertFalse(cameras.toString().contains("nowhere"), "an address may hold a secret");

        JsonNode info = get("/info");
        assertTrue(info.get("backends").toString().contains("Xnnpack"), info.toString());
        assertTrue(info.get("operators").asInt() > 100, info.toString());
        for (JsonNode version : info.get("versions")) {
            assertTrue(version.asText().matches("n?[0-9][0-9A-Za-z.+() -]+"), info.toString());
        }
    }

    @Test
    void metricsFollowTheFormatToTheLetter() throws Exception {
        get("/detections");
        String plain = body("/metrics", "*/*");

        Set<String> typed = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (String line : plain.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                assertTrue(typed.add(line.split(" ")[2]), "typed twice: " + line);
                assertTrue(line.matches("# TYPE [a-z_]+ (counter|gauge|histogram)"), line);
            } else if (line.startsWith("# HELP ")) {
                assertTrue(line.matches("# HELP [a-z_]+ .+\\."), line);
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertTrue(sample.matches(), line);
                String name = sample.group(1);
                assertTrue(name.startsWith("edge_infer_"), line);
                assertTrue(
                        typed.contains(name) || typed.contains(name.replaceAll("_(bucket|sum|count)$", "")),
                        "not typed: " + line);
                assertTrue(seen.add(name + sample.group(2)), "told twice: " + line);
            }
        }
        for (String wanted : List.of(
                "camera_frames_captured_total{camera=\"porch\"}",
                "camera_frames_dropped_total{camera=\"porch\",reason=\"pacing\"}",
                "camera_running{camera=\"yard\"}",
                "stage_duration_seconds_count{camera=\"porch\",stage=\"inference\"}",
                "result_age_seconds_sum{camera=\"porch\"}",
                "subscriber_queue_depth{subscriber=\"tracking\"}",
                "http_requests_total{method=\"GET\",route=\"/detections\",status=\"200\"}",
                "store_events",
                "process_resident_memory_bytes")) {
            assertTrue(
                    seen.stream().anyMatch(name -> name.replace("null", "").equals("edge_infer_" + wanted)),
                    wanted + " is not in\n" + plain);
        }

        String open = body("/metrics", "application/openmetrics-text; version=1.0.0");
        assertTrue(open.endsWith("# EOF\n"), open);
        assertTrue(open.contains("# UNIT edge_infer_stage_duration_seconds seconds\n"), open);
    }

    /** {@code -Dedge-infer.promtool=/usr/bin/promtool}, of Debian's package prometheus. */
    @Test
    @EnabledIfSystemProperty(named = "edge-infer.promtool", matches = ".+")
    void promtoolHasNothingToSay() throws Exception {
        Path metrics = Files.writeString(directory.resolve("metrics"), body("/metrics", "*/*"));
        Process promtool = new ProcessBuilder(System.getProperty("edge-infer.promtool"), "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, promtool.waitFor(), said);
        assertEquals("", said);
    }

    @Test
    void picturesAndEventsGoOnThroughAReloadUntilTheirCameraIsGone() throws Exception {
        try (InputStream pictures = stream("/cameras/porch/stream.mjpeg?fps=30&height=240&zones=true&timestamp=true")
                        .body();
                var events = new BufferedReader(
                        new InputStreamReader(stream("/detections/stream").body(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 3; i++) {
                try (Mat picture = part(pictures)) {
                    assertEquals(320, picture.cols());
                    assertEquals(240, picture.rows());
                }
            }
            awaitLine(events, "event: detections");
            // Another configuration of the same camera: everything behind the streams is made anew.
            text = COMMON + SCENE.replace("fps=20", "fps=15");
            daemon.reload();
            for (int i = 0; i < 5; i++) {
                part(pictures).close();
            }
            awaitLine(events, "event: detections");

            text = COMMON + "cameras: { street: { source: \"test://pattern\" } }\n";
            daemon.reload();
            byte[] rest = pictures.readAllBytes();
            assertTrue(
                    new String(rest, StandardCharsets.ISO_8859_1).endsWith("--frame--\r\n"),
                    "the stream of a camera that is gone ends");
            while (!awaitLine(events, "data: ").contains("\"camera\":\"street\"")) {
                // What was under way.
            }
        }
        assertEquals(404, status("/cameras/porch/stream.mjpeg"));
    }

    @Test
    void aDaemonThatStopsEndsItsStreams() throws Exception {
        InputStream pictures = stream("/cameras/porch/stream.mjpeg").body();
        InputStream events = stream("/detections/stream").body();
        part(pictures).close();
        // Who does not read meanwhile is cut off once the buffers between them are full.
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<byte[]> shown = readers.submit(pictures::readAllBytes);
            Future<byte[]> told = readers.submit(events::readAllBytes);

            daemon.close();

            assertTrue(new String(shown.get(), StandardCharsets.ISO_8859_1).endsWith("--frame--\r\n"));
            assertTrue(new String(told.get(), StandardCharsets.UTF_8).endsWith("\n\n"));
        }
    }

    private String body(String path, String accept) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path)).header("Accept", accept);
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        return response.body();
    }

    private HttpResponse<InputStream> stream(String path) throws Exception {
        HttpResponse<InputStream> response =
                client.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        return response;
    }

    private static String awaitLine(BufferedReader lines, String start) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("the stream has ended before " + start);
    }

    private static Mat part(InputStream body) throws Exception {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = body.read();
            assertTrue(next >= 0, "the stream has ended at: " + head);
            head.append((char) next);
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1"));
        byte[] jpeg = body.readNBytes(length);
        body.readNBytes(2);
        return decoded(jpeg);
    }
}
