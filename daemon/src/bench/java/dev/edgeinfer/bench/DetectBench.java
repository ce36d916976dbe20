package dev.edgeinfer.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What {@code POST /detect} costs a running daemon: {@code DetectBench URL PICTURE [CLIENTS SECONDS]}.
 *
 * <p>With one client: what the answers say of their own time, less the inference. With more: how many are answered, and what the
 * rate of the cameras is meanwhile.
 */
public final class DetectBench {

    private static final int WARM_UP = 100;
    private static final int POSTS = 500;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI daemon;
    private final byte[] picture;

    private DetectBench(URI daemon, byte[] picture) {
        this.daemon = daemon;
        this.picture = picture;
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new DetectBench(URI.create(arguments[0]), Files.readAllBytes(Path.of(arguments[1])));
        if (arguments.length > 2) {
            bench.share(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        } else {
            bench.cost();
        }
        bench.client.close();
    }

    private void cost() throws IOException, InterruptedException {
        List<Double> beside = new ArrayList<>();
        List<Double> waiting = new ArrayList<>();
        List<Double> inference = new ArrayList<>();
        for (int i = 0; i < WARM_UP + POSTS; i++) {
            JsonNode timing = json.readTree(post()).get("timing");
            if (i >= WARM_UP) {
                beside.add(timing.get("totalMs").asDouble() - timing.get("inferenceMs").asDouble());
                waiting.add(timing.get("waitMs").asDouble());
                inference.add(timing.get("inferenceMs").asDouble());
            }
        }
        print("beside the inference", beside);
        print("of which waiting for the turn", waiting);
        print("inference", inference);
    }

    private void share(int clients, int seconds) throws Exception {
        System.out.printf(Locale.ROOT, "cameras alone: %s%n", rates());
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answers = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    try {
                        post();
                        answers.incrementAndGet();
                    } catch (IOException | InterruptedException e) {
                        System.out.println(e);
                    }
                }
            }));
        }
        Thread.sleep(1000L * seconds);
        System.out.printf(
                Locale.ROOT,
                "with %d clients: %s, answers a second: %.1f%n",
                clients,
                rates(),
                (double) answers.get() / seconds);
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private String post() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(daemon.resolve("/detect"))
                .header("Content-Type", "image/jpeg")
                .POST(BodyPublishers.ofByteArray(picture))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    /** Each camera's, over the last ten seconds. */
    private List<Double> rates() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(daemon.resolve("/detections")).build();
        List<Double> rates = new ArrayList<>();
        json.readTree(client.send(request, BodyHandlers.ofString()).body())
                .get("cameras")
                .forEach(camera -> rates.add(camera.at("/fps/actual").asDouble()));
        return rates;
    }

    private static void print(String what, List<Double> values) {
        values.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%-32s median %.2f ms, p99 %.2f ms%n",
                what,
                values.get(values.size() / 2),
                values.get(values.size() * 99 / 100));
    }
}
