package dev.edgeinfer.http.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.ApiServer;
import dev.edgeinfer.http.CannedSources;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the watchdog asks of the API, over real connections. */
class SelfRequestIT {

    private static final Duration AMPLE = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CannedSources sources = new CannedSources();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    void anApiThatAnswersIsNoObstacleWhereverItListens(String listen) {
        try (var server = ApiServer.start(new HttpConfig(listen, 0), () -> sources)) {
            assertEquals(Optional.empty(), server.obstacle(AMPLE));
        }
    }

    @Test
    void thatItIsNotReadyIsAnAnswerToo() {
        sources.ready = false;
        try (var server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources)) {
            assertEquals(Optional.empty(), server.obstacle(AMPLE));
        }
    }

    @Test
    void aRouteThatDoesNotComeBackIsAnObstacleUntilItDoes() {
        sources.held = new CountDownLatch(1);
        try (var server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources)) {
            String obstacle = server.obstacle(SHORT).orElseThrow();
            assertTrue(obstacle.endsWith("/health has not answered within 50 ms"), obstacle);

            sources.held.countDown();

            assertEquals(Optional.empty(), server.obstacle(AMPLE));
        }
    }

    @Test
    void aFailureThatIsAnsweredIsAnObstacle() {
        sources.held = null;
        try (var server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources)) {
            String obstacle = server.obstacle(AMPLE).orElseThrow();

            assertTrue(obstacle.endsWith("/health answers with status 500"), obstacle);
        }
    }

    @Test
    void aSocketThatAcceptsAndStaysSilentIsAnObstacle() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var uri = URI.create("http://127.0.0.1:%d/health".formatted(silent.getLocalPort()));

            assertEquals(
                    Optional.of(uri + " has not answered within 50 ms"),
                    new SelfRequest(Optional.empty()).obstacle(uri, SHORT));
        }
    }

    @Test
    void aServerThatHasStoppedIsAnObstacle() {
        ApiServer server = ApiServer.start(new HttpConfig("127.0.0.1", 0), () -> sources);
        server.close();

        assertTrue(server.obstacle(AMPLE).isPresent());
    }
}
