package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.log.CapturedLog;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask while the daemon stops. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonStopIT extends DaemonOverHttp {

    private static final List<String> PATHS = List.of(
            "/detections",
            "/tracks",
            "/cameras",
            "/cameras/porch/detections",
            "/cameras/porch/snapshot.jpg?boxes=true",
            "/cameras/porch/stream.mjpeg?fps=30",
            "/detections/stream",
            "/events",
            "/gpio",
            "/rules",
            "/armed",
            "/metrics",
            "/info",
            "/health",
            "/v2/health/ready");

    @Test
    void requestsThatComeWhileItStopsAreNoErrors() throws Exception {
        start(COMMON + """
                cameras: { porch: { source: "test://pattern?fps=20" } }
                rules: { always: { when: { armed: true }, gpio: { line: GPIO17 } } }
                """);
        await().atMost(AMPLE).until(() -> status("/cameras/porch/snapshot.jpg") == 200);
        var stopped = new AtomicBoolean();
        var answers = new AtomicInteger();
        try (var log = new CapturedLog()) {
            List<Thread> clients = PATHS.stream()
                    .map(path -> Thread.ofVirtual().start(() -> ask(path, stopped, answers)))
                    .toList();
            Thread photographer = Thread.ofVirtual().start(() -> photograph(stopped));
            await().atMost(AMPLE).until(() -> answers.get() > 3 * PATHS.size());

            daemon.close();
            stopped.set(true);

            for (Thread client : clients) {
                client.join();
            }
            photographer.join();
            assertEquals(
                    List.of(),
                    log.text().lines().filter(line -> line.contains(" ERROR ")).toList());
            assertTrue(answers.get() > 0);
        }
    }

    @Test
    void nobodyHoldsADaemonThatHasStopped() throws Exception {
        start(COMMON + """
                cameras: { porch: { source: "test://pattern?fps=20" } }
                """);
        await().atMost(AMPLE).until(() -> status("/cameras/porch/snapshot.jpg") == 200);
        var held = new WeakReference<>(daemon);
        daemon.close();
        daemon = null;

        // Helidon itself holds its routes for a minute. With it would go the weights and buffers of its model, on every
        // reload that opens the API anew as well.
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return held.refersTo(null);
        });
    }

    private void ask(String path, AtomicBoolean stopped, AtomicInteger answers) {
        while (!stopped.get()) {
            try {
                var answer = client.send(
                        HttpRequest.newBuilder(url.resolve(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
                // Of a stream no more than its begin.
                answer.body().read();
                answer.body().close();
                answers.incrementAndGet();
            } catch (IOException e) {
                // The connection was cut or refused, as it may be now.
                Thread.yield();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void photograph(AtomicBoolean stopped) {
        byte[] photo = Pictures.file("astronaut.jpg");
        while (!stopped.get()) {
            try {
                client.send(
                        HttpRequest.newBuilder(url.resolve("/detect"))
                                .POST(BodyPublishers.ofByteArray(photo))
                                .header("Content-Type", "image/jpeg")
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            } catch (IOException e) {
                Thread.yield();
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
