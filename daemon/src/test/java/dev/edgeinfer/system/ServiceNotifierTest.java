package dev.edgeinfer.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNotifierTest {

    private static final long PID = 4711;

    @TempDir
    private Path directory;

    @Test
    void tellsASocketAtAPath() {
        try (var receiver = NotifyReceiver.bind(directory.resolve("notify").toString())) {
            notifier(receiver).ready("porch 9.9 of 10 fps");

            assertEquals(Optional.of(List.of("READY=1", "STATUS=porch 9.9 of 10 fps")), receiver.receive());
        }
    }

    @Test
    void tellsAnAbstractSocket() {
        try (var receiver = NotifyReceiver.bind("@edge-infer-" + UUID.randomUUID())) {
            var notifier = notifier(receiver);

            notifier.alive();
            notifier.stopping();

            assertEquals(Optional.of(List.of("WATCHDOG=1")), receiver.receive());
            assertEquals(Optional.of(List.of("STOPPING=1", "STATUS=stopping")), receiver.receive());
        }
    }

    @Test
    void aReloadCarriesTheTimeOfTheMonotonicClock() throws Exception {
        try (var receiver = NotifyReceiver.bind(directory.resolve("notify").toString())) {
            double uptimeBefore = uptime();
            notifier(receiver).reloading();

            List<String> message = receiver.receive().orElseThrow();
            assertEquals("RELOADING=1", message.get(0));
            double seconds = Long.parseLong(message.get(1).replace("MONOTONIC_USEC=", "")) / 1e6;
            // Of /proc/uptime, which counts the time asleep as well, and to the hundredth.
            assertTrue(seconds > 0 && seconds <= uptime() + 0.01, seconds + " s, up " + uptimeBefore + " s");
        }
    }

    @Test
    void aStatusIsOneLineOfBearableLength() {
        try (var receiver = NotifyReceiver.bind(directory.resolve("notify").toString())) {
            notifier(receiver).status("a sentence\u0007\nREADY=1");
            notifier(receiver).status("x".repeat(10_000));

            assertEquals(Optional.of(List.of("STATUS=a sentence ")), receiver.receive());
            assertEquals(
                    "STATUS=".length() + 500,
                    receiver.receive().orElseThrow().getFirst().length());
        }
    }

    @Test
    void withoutASocketNothingIsToldAndNothingFails() {
        var notifier = ServiceNotifier.of(Map.of(), PID);

        notifier.ready("all is well");

        assertFalse(notifier.isPresent());
        assertEquals(Optional.empty(), notifier.watchdog());
    }

    @Test
    void aSocketThatIsNotThereIsNoHarm() {
        var notifier = ServiceNotifier.of(
                Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString()), PID);

        notifier.ready("all is well");
        notifier.alive();

        assertTrue(notifier.isPresent());
    }

    @Test
    void aSocketThatIsClosedAndBoundAgainHearsAgain() throws Exception {
        Path path = directory.resolve("notify");
        ServiceNotifier notifier;
        try (var receiver = NotifyReceiver.bind(path.toString())) {
            notifier = notifier(receiver);
        }
        notifier.alive();
        Files.delete(path);

        try (var receiver = NotifyReceiver.bind(path.toString())) {
            notifier.alive();

            assertEquals(Optional.of(List.of("WATCHDOG=1")), receiver.receive());
        }
    }

    @Test
    void aReceiverThatReadsNothingDoesNotHoldUsUp() throws Exception {
        try (var receiver = NotifyReceiver.bind(directory.resolve("notify").toString())) {
            var notifier = notifier(receiver);
            int queue = queueOfUnixDatagrams();

            // Each that does not fit any more waits for half a second.
            for (int i = 0; i < queue + 3; i++) {
                notifier.alive();
            }

            assertTrue(receiver.receive().isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "@", "/", "vsock:2:1234"})
    void anAddressThatIsNoneIsPassedBy(String address) {
        assertFalse(ServiceNotifier.of(Map.of("NOTIFY_SOCKET", address), PID).isPresent());
    }

    @Test
    void anAddressThatIsTooLongIsPassedBy() {
        assertFalse(ServiceNotifier.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(107)), PID)
                .isPresent());
    }

    @Test
    void theWatchdogIsOursWhenItNamesUsOrNobody() {
        assertEquals(Optional.of(Duration.ofSeconds(6)), watchdog(Map.of("WATCHDOG_USEC", "6000000")));
        assertEquals(
                Optional.of(Duration.ofSeconds(6)),
                watchdog(Map.of("WATCHDOG_USEC", "6000000", "WATCHDOG_PID", "4711")));
        assertEquals(Optional.empty(), watchdog(Map.of("WATCHDOG_USEC", "6000000", "WATCHDOG_PID", "1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "soon", "99999999999999999999"})
    void aWatchdogWithoutATimeIsNone(String micros) {
        assertEquals(Optional.empty(), watchdog(Map.of("WATCHDOG_USEC", micros)));
    }

    private Optional<Duration> watchdog(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("NOTIFY_SOCKET", directory.resolve("notify").toString());
        return ServiceNotifier.of(all, PID).watchdog();
    }

    private static ServiceNotifier notifier(NotifyReceiver receiver) {
        return ServiceNotifier.of(Map.of("NOTIFY_SOCKET", receiver.address()), PID);
    }

    private static double uptime() throws Exception {
        return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
    }

    private static int queueOfUnixDatagrams() throws Exception {
        return Integer.parseInt(
                Files.readString(Path.of("/proc/sys/net/unix/max_dgram_qlen")).strip());
    }
}
