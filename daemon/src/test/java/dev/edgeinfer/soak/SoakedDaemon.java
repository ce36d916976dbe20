package dev.edgeinfer.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The installed daemon with one camera, as a process of its own. */
final class SoakedDaemon implements AutoCloseable {

    static final String CAMERA = "camera";

    private static final Duration START_WITHIN = Duration.ofMinutes(1);

    /** For an answer; on a machine that others have for themselves the daemon may stand still for many seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Path log;
    private final Path gcLog;
    private final Process process;
    private final int port;
    private int pausesRead;

    /** @param held resident memory in MB, threads and descriptors */
    record Held(double residentMegabytes, int threads, long descriptors) {}

    /**
     * Starts it, with the settings of its launcher and one inference thread.
     *
     * @param scene of its configuration {@code cameras} with {@link #CAMERA}, and {@code rules}
     * @param work an empty folder for what it writes
     */
    static SoakedDaemon start(Path launcher, String scene, Path work) throws IOException {
        int port = freePort();
        Path config = Files.writeString(work.resolve("edge-infer.yaml"), """
                http: { port: %d }
                model: { threads: 1 }
                gpio: { provider: simulated }
                %s""".formatted(port, scene));
        Path log = work.resolve("daemon.log");
        Path gcLog = work.resolve("gc.log");
        var builder = new ProcessBuilder(launcher.toString(), "run", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("EDGE_INFER_JAVA_OPTIONS", GcPause.OPTION.formatted(gcLog));
        builder.environment().put("EDGE_INFER_AOT_CACHE", "");
        builder.environment().put("STATE_DIRECTORY", work.toString());
        return new SoakedDaemon(log, gcLog, builder.start(), port);
    }

    private SoakedDaemon(Path log, Path gcLog, Process process, int port) {
        this.log = log;
        this.gcLog = gcLog;
        this.process = process;
        this.port = port;
    }

    long pid() {
        return process.pid();
    }

    /** Asks its API for what people ask it for. @return how many frames it has looked at; 0: it does not answer yet */
    long ask() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IOException("the daemon ended with exit code %d; the end of its log:%n%s"
                    .formatted(process.exitValue(), lastLines()));
        }
        try {
            get("/detections");
            get("/cameras/" + CAMERA + "/snapshot.jpg?boxes=true");
            return frames();
        } catch (ConnectException e) {
            return 0;
        }
    }

    /** Waits until it has looked at a frame. */
    void awaitFrames() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_WITHIN.toNanos();
        while (ask() == 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        "the daemon has looked at no frame within %d s".formatted(START_WITHIN.toSeconds()));
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    /** How many frames it has looked at. */
    long frames() throws IOException, InterruptedException {
        JsonNode health = json.readTree(get("/health"));
        return health.path("cameras").path(0).path("framesDetected").asLong();
    }

    /** For how long its model has run so far, in seconds. */
    double inferenceSeconds() throws IOException, InterruptedException {
        return new String(get("/metrics"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("edge_infer_stage_duration_seconds_sum{")
                        && line.contains("stage=\"inference\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** How many objects are in its last frame. */
    int detections() throws IOException, InterruptedException {
        JsonNode answer = json.readTree(get("/detections"));
        return answer.path("cameras").path(0).path("detections").size();
    }

    Held held() throws IOException {
        List<String> status = Files.readAllLines(proc("status"));
        try (Stream<Path> descriptors = Files.list(proc("fd"))) {
            return new Held(number(status, "VmRSS:") / 1024.0, (int) number(status, "Threads:"), descriptors.count());
        }
    }

    /** Pauses of its garbage collector since this was asked last. */
    List<GcPause> newPauses() throws IOException {
        List<GcPause> all;
        try (Stream<String> lines = Files.lines(gcLog)) {
            all = lines.flatMap(line -> GcPause.of(line).stream()).toList();
        }
        List<GcPause> fresh = all.subList(pausesRead, all.size());
        pausesRead = all.size();
        return fresh;
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        try {
            return http.send(request, BodyHandlers.ofByteArray()).body();
        } catch (HttpTimeoutException e) {
            throw new IOException(
                    "the daemon has not answered GET %s within %d s; the end of its log:%n%s"
                            .formatted(path, PATIENCE.toSeconds(), lastLines()),
                    e);
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    private static long number(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
