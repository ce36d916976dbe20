package dev.edgeinfer.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a service manager, by a simulated clock and a real socket. */
class ServiceReportTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;

    private final AtomicLong now = new AtomicLong();
    private List<String> obstacles = List.of();
    private String status = "porch 9.9 of 10 fps";
    private NotifyReceiver receiver;
    private ServiceReport report;

    @BeforeEach
    void bind() {
        receiver = NotifyReceiver.bind(directory.resolve("notify").toString());
        report = report(Map.of("WATCHDOG_USEC", "6000000"));
        report.ready();
        assertEquals(List.of("READY=1 STATUS=porch 9.9 of 10 fps"), told());
    }

    @AfterEach
    void close() {
        report.close();
        receiver.close();
    }

    @Test
    void theWatchdogIsFedWhileNothingIsInTheWay() {
        report.tick();
        report.tick();

        assertEquals(List.of("WATCHDOG=1", "WATCHDOG=1"), told());
    }

    @Test
    void anObstacleEndsTheFeedingUntilItIsGone() {
        obstacles = List.of("an inference has not ended for 20 s");
        report.tick();
        report.tick();
        assertEquals(List.of(), told());

        obstacles = List.of();
        report.tick();

        assertEquals(List.of("WATCHDOG=1"), told());
    }

    @Test
    void whatCannotBeAskedIsNotFed() {
        obstacles = null;

        report.tick();

        assertEquals(List.of(), told());
    }

    @Test
    void withoutAWatchdogNothingIsFed() {
        var unwatched = report(Map.of());
        unwatched.ready();
        told();

        unwatched.tick();

        assertEquals(List.of(), told());
    }

    @Test
    void aStatusIsToldWhenItChangesAtMostEveryFiveSeconds() {
        var unwatched = report(Map.of());
        unwatched.ready();
        told();

        now.addAndGet(5 * SECOND);
        unwatched.tick();
        assertEquals(List.of(), told(), "it has not changed");

        status = "porch retrying";
        unwatched.tick();
        status = "porch 10.0 of 10 fps";
        unwatched.tick();
        assertEquals(List.of("STATUS=porch retrying"), told());

        now.addAndGet(5 * SECOND);
        unwatched.tick();
        assertEquals(List.of("STATUS=porch 10.0 of 10 fps"), told());
    }

    @Test
    void theWatchdogIsAskedThreeTimesWithinItsTime() {
        assertEquals(Duration.ofSeconds(2), ServiceReport.patience(notifier(Map.of("WATCHDOG_USEC", "6000000"))));
        assertEquals(Duration.ofSeconds(5), ServiceReport.patience(notifier(Map.of("WATCHDOG_USEC", "60000000"))));
        assertEquals(Duration.ofSeconds(5), ServiceReport.patience(notifier(Map.of())));
    }

    private ServiceReport report(Map<String, String> environment) {
        return new ServiceReport(notifier(environment), () -> List.copyOf(obstacles), () -> status, now::get);
    }

    private ServiceNotifier notifier(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("NOTIFY_SOCKET", receiver.address());
        return ServiceNotifier.of(all, 1);
    }

    /** All messages since the last call, each on one line. */
    private List<String> told() {
        return receiver.receiveAll().stream()
                .map(lines -> String.join(" ", lines))
                .toList();
    }
}
