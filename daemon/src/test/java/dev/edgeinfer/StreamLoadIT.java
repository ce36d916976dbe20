package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What many clients cost the detector and each other, by turns with and without them in one run. Those of streams have a process of
 * their own; who asks for {@code /detections} runs in this one, so it counts against the daemon. Bounds are judged when it is long enough:
 * {@code -Dedge-infer.load-seconds=60} measures each turn for so long.
 */
class StreamLoadIT extends DaemonOverHttp {

    private static final int SECONDS = Integer.getInteger("edge-infer.load-seconds", 2);
    private static final boolean JUDGED = SECONDS >= 20;
    private static final int ROUNDS = JUDGED ? 3 : 1;

    private static final String CAMERAS = """
            cameras:
              porch: { source: "test://pattern?fps=20", target-fps: 10 }
              yard: { source: "test://pattern?fps=0.1" }
            """;

    private StreamClients clients;

    @BeforeEach
    void start() throws Exception {
        start(COMMON + CAMERAS);
        clients = new StreamClients(url.getPort());
        await().atMost(AMPLE)
                .until(() -> get("/cameras/porch/detections").get("sequence").asLong() > 20
                        && !get("/cameras/yard/detections").get("sequence").isNull());
    }

    @AfterEach
    void endClients() {
        clients.close();
    }

    @Test
    void clientsDoNotSlowDetection() throws Exception {
        double quiet = 0;
        double loud = 0;
        long before = residentBytes();
        long most = 0;
        List<Long> latencies = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            quiet += detectionsWithin(SECONDS);
            clients.open(2, true, "/cameras/porch/stream.mjpeg?boxes=true");
            clients.open(2, true, "/cameras/porch/stream.mjpeg?boxes=false");
            clients.open(20, true, "/detections/stream");
            Thread asking = Thread.startVirtualThread(() -> ask(latencies));
            loud += detectionsWithin(SECONDS);
            asking.interrupt();
            asking.join();
            most = Math.max(most, residentBytes());
            int least = clients.leastGot();
            assertTrue(least > SECONDS * 1000, "a client got " + least);
            clients.leave();
        }
        double fall = 100 * (quiet - loud) / quiet;
        double p99 = percentile(latencies, 99);
        double megabytes = (most - before) / 1e6;
        System.out.printf(
                Locale.ROOT,
                "MEASURED 100 requests/s, 4 MJPEG, 20 event streams for %d x %d s: detection falls by %.2f %%, p50 %.2f ms, p99 %.2f ms, memory %+.1f MB%n",
                ROUNDS,
                SECONDS,
                fall,
                percentile(latencies, 50),
                p99,
                megabytes);
        if (JUDGED) {
            assertTrue(fall <= 3, "detection falls by " + fall + " %");
            assertTrue(p99 <= 10, "p99 of /detections is " + p99 + " ms");
            assertTrue(megabytes <= 60, "memory grows by " + megabytes + " MB");
        }
    }

    @Test
    void whoIsIdleOrSlowSlowsNobody() throws Exception {
        int idle = JUDGED ? 500 : 100;
        int slow = JUDGED ? 200 : 40;
        List<Long> alone = new ArrayList<>();
        List<Long> crowded = new ArrayList<>();
        double quiet = measured(alone);
        clients.open(idle, true, "/detections/stream?camera=yard");
        clients.open(slow, false, "/cameras/porch/stream.mjpeg?boxes=true&quality=100");
        double loud = measured(crowded);
        System.out.printf(
                Locale.ROOT,
                "MEASURED %d idle, %d that do not read: detection falls by %.2f %%, p99 from %.2f to %.2f ms%n",
                idle,
                slow,
                100 * (quiet - loud) / quiet,
                percentile(alone, 99),
                percentile(crowded, 99));
        assertEquals(idle + slow, streams(), "every stream is open, also those that nobody reads");
        if (JUDGED) {
            assertTrue(loud >= 0.97 * quiet, "detection falls from " + quiet + " to " + loud);
            assertTrue(percentile(crowded, 99) <= 10, "p99 of /detections is " + percentile(crowded, 99) + " ms");
        }

        long closing = System.nanoTime();
        daemon.close();
        assertTrue(System.nanoTime() - closing < TimeUnit.SECONDS.toNanos(5), "stopping took too long");
        await().atMost(Duration.ofSeconds(20)).until(() -> clients.ended() == idle);
    }

    private int streams() throws Exception {
        String metrics = client.send(
                        java.net.http.HttpRequest.newBuilder(url.resolve("/metrics"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString())
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("edge_infer_http_streams{"))
                .mapToInt(line -> (int) Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private double measured(List<Long> latencies) throws Exception {
        Thread asking = Thread.startVirtualThread(() -> ask(latencies));
        double detections = detectionsWithin(SECONDS);
        asking.interrupt();
        asking.join();
        return detections;
    }

    private double detectionsWithin(int seconds) throws Exception {
        long from = System.nanoTime();
        long before = detected();
        Thread.sleep(Duration.ofSeconds(seconds));
        return (detected() - before) * 1e9 / (System.nanoTime() - from);
    }

    private long detected() throws Exception {
        return get("/health").at("/cameras/0/framesDetected").asLong();
    }

    /** Asks a hundred times a second, over one connection, until it is interrupted. */
    private void ask(List<Long> latencies) {
        long due = System.nanoTime();
        try (var socket = new Socket("127.0.0.1", url.getPort())) {
            socket.setTcpNoDelay(true);
            byte[] request = "GET /detections HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            while (true) {
                due += 10_000_000;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                long asked = System.nanoTime();
                socket.getOutputStream().write(request);
                readAnswer(socket.getInputStream());
                latencies.add(System.nanoTime() - asked);
            }
        } catch (InterruptedException | IOException e) {
            // It was told to stop.
        }
    }

    private static void readAnswer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 200"), head.toString());
        in.readNBytes(Integer.parseInt(head.toString().replaceAll("(?is).*content-length: ([0-9]+).*", "$1")));
    }

    private static double percentile(List<Long> nanos, int percent) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1] / 1e6;
    }

    private static long residentBytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow()
                * 1024;
    }
}
