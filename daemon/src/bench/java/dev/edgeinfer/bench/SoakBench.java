package dev.edgeinfer.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;

/**
 * Prints the resident memory of the installed daemon with one camera, and how much it has grown over many frames, while
 * its API is asked for detections and snapshots.
 *
 * <pre>{@code SoakBench EDGE-INFER CLIP [FRAMES]}</pre>
 */
public final class SoakBench {

    private static final long DEFAULT_FRAMES = 20_000;
    private static final long WARM_UP_FRAMES = 2_000;
    private static final int WINDOWS = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Process daemon;
    private final int port;

    private SoakBench(Process daemon, int port) {
        this.daemon = daemon;
        this.port = port;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        long frames = args.length > 2 ? Long.parseLong(args[2]) : DEFAULT_FRAMES;
        int port = freePort();
        Path config = Files.createTempFile("edge-infer-soak", ".yaml");
        Files.writeString(
                config,
                """
                http: { port: %d }
                model: { threads: 1 }
                cameras:
                  clip: { source: "%s?pace=fast", target-fps: unlimited }
                gpio: { provider: simulated }
                rules:
                  person:
                    when: { label: person }
                    gpio: { line: GPIO17 }
                """
                        .formatted(port, Path.of(args[1]).toUri()));
        Process daemon = new ProcessBuilder(args[0], "run", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            new SoakBench(daemon, port).measure(frames);
        } finally {
            daemon.destroy();
            daemon.waitFor();
            Files.delete(config);
        }
    }

    private void measure(long frames) throws IOException, InterruptedException {
        runUntil(WARM_UP_FRAMES);
        var windows = new ArrayList<DoubleSummaryStatistics>();
        for (int window = 1; window <= WINDOWS; window++) {
            long until = frames * window / WINDOWS;
            DoubleSummaryStatistics resident = runUntil(WARM_UP_FRAMES + until);
            windows.add(resident);
            System.out.printf(
                    Locale.ROOT,
                    "frames %6d: resident %.1f MB on average, %.1f to %.1f%n",
                    until,
                    resident.getAverage(),
                    resident.getMin(),
                    resident.getMax());
        }
        System.out.printf(
                Locale.ROOT,
                "memory       %.1f MB resident after warm-up, %+.1f MB after %d frames more, %.1f MB at most%n",
                windows.getFirst().getAverage(),
                windows.getLast().getAverage() - windows.getFirst().getAverage(),
                frames,
                windows.stream()
                        .mapToDouble(DoubleSummaryStatistics::getMax)
                        .max()
                        .orElseThrow());
    }

    /**
     * Asks the API, as people do, until the daemon has inferred that often.
     *
     * @return the resident memory meanwhile in MB, looked at twice a second: one look alone may fall on a moment when freed
     *     memory has not been given back yet
     */
    private DoubleSummaryStatistics runUntil(long frames) throws IOException, InterruptedException {
        var resident = new DoubleSummaryStatistics();
        do {
            if (!daemon.isAlive()) {
                throw new IOException("the daemon ended with exit code " + daemon.exitValue());
            }
            resident.accept(residentMegabytes());
            Thread.sleep(Duration.ofMillis(500));
        } while (detected() < frames);
        return resident;
    }

    private long detected() throws InterruptedException {
        try {
            get("/detections");
            get("/cameras/clip/snapshot.jpg?boxes=true");
            JsonNode health = json.readTree(get("/health"));
            return health.path("cameras").path(0).path("framesDetected").asLong();
        } catch (IOException e) {
            // It has not started to listen yet.
            return 0;
        }
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, BodyHandlers.ofByteArray()).body();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private double residentMegabytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(daemon.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        }
    }
}
