package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.security.HttpStartException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API whose address may come later than the daemon. */
class ApiListenerIT {

    private static final Duration AMPLE = Duration.ofMinutes(1);
    private static final HttpConfig LOOPBACK = new HttpConfig("127.0.0.1", 0);

    private final CannedSources sources = new CannedSources();
    private boolean hasNetwork;

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "no-such-host.invalid"})
    void anAddressThatIsMissingIsSaidAndThisMachineIsAnswered(String listen) {
        try (var listener = ApiListener.start(new HttpConfig(listen, 0), () -> sources, Optional.empty())) {
            String problem = listener.problem().orElseThrow();

            assertTrue(problem.contains(listen), problem);
            assertTrue(problem.endsWith("; until it has, it answers on 127.0.0.1 only"), problem);
            assertEquals(Optional.empty(), listener.obstacle(AMPLE));

            listener.retry();

            assertTrue(listener.problem().isPresent());
            assertEquals(Optional.empty(), listener.obstacle(AMPLE));
        }
    }

    @Test
    void theAddressIsTakenWhenItHasComeAndTheStandInEnds() {
        try (var listener = ApiListener.start(new HttpConfig("192.0.2.1", 0), this::startOnceThereIsANetwork)) {
            int standIn = listener.url().getPort();
            hasNetwork = true;

            listener.retry();

            assertEquals(Optional.empty(), listener.problem());
            assertEquals(Optional.empty(), listener.obstacle(AMPLE));
            assertFalse(listener.url().getPort() == standIn);
        }
    }

    @Test
    void aPortThatIsInUseIsNotWaitedFor() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = new HttpConfig("127.0.0.1", other.getLocalPort());

            assertThrows(HttpStartException.class, () -> ApiListener.start(taken, () -> sources, Optional.empty()));
        }
    }

    @Test
    void afterItsEndARetryDoesNothing() {
        var listener = ApiListener.start(new HttpConfig("192.0.2.1", 0), this::startOnceThereIsANetwork);
        listener.close();
        hasNetwork = true;

        listener.retry();

        assertTrue(listener.obstacle(AMPLE).isPresent());
    }

    private ApiServer startOnceThereIsANetwork(HttpConfig config) {
        boolean missing = config.listen().equals("192.0.2.1");
        return ApiServer.start(missing && hasNetwork ? LOOPBACK : config, () -> sources);
    }
}
