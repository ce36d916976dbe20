package dev.edgeinfer.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {

    private static final double QUIET = 0.02;
    private static final double CROWDED = 0.5;

    @Test
    void whatStaysAsItIsMeetsAll() {
        SoakReport report = report(10, i -> window(4000 + i % 3 * 20, QUIET, 200 + i % 2 * 6, 40, 60, 1.2));
        report.findings().forEach(finding -> assertEquals(true, finding.met(), finding::toString));
        assertFalse(report.isMissed());
    }

    @Test
    void oneSlowWindowIsMissed() {
        SoakReport report = report(10, i -> window(i == 7 ? 3900 : 4000, QUIET, 200, 40, 60, 1));
        assertEquals(false, report.rate().met());
        assertTrue(report.isMissed());
    }

    @Test
    void aMachineThatIsSlowerForAWhileIsNoFaultOfTheDaemon() {
        SoakReport report = report(10, i -> window(i == 4 ? 3800 : 4000, i == 4 ? 7.35 : 7.0, QUIET));
        assertNull(report.rate().met());
        assertTrue(report.rate().text().contains("7.00 to 7.35 ms"), report.rate()::text);
    }

    @Test
    void inferencesThatTakeLongerAndLongerAreMissed() {
        assertEquals(
                false,
                report(10, i -> window(4000 - 80 * i, 7 / (1 - 0.02 * i), QUIET))
                        .rate()
                        .met());
    }

    @Test
    void aWindowInWhichOthersHadTheProcessorsIsToldAndNotJudged() {
        SoakReport report =
                report(10, i -> window(i == 7 ? 3000 : 4000, i == 7 ? CROWDED : QUIET, 200, 40, 60, i == 7 ? 9 : 1));
        assertEquals(true, report.rate().met());
        assertEquals(true, report.pauses().met());
        assertTrue(report.rate().text().endsWith("others had the processors in 1 of 10 windows"), report.rate()::text);
    }

    @Test
    void whatIsFreedAndGivenBackOnceAMinuteIsNoRise() {
        SoakReport report = report(11, i -> window(4000, QUIET, i % 2 == 0 ? 200 : 210 + i, 40, 60, 1));
        assertEquals(true, report.memory().met(), report.memory()::text);
    }

    @Test
    void onABusyMachineRatesAndPausesCannotBeTold() {
        SoakReport report = report(10, i -> window(3000 + 100 * i, i < 6 ? CROWDED : QUIET, 200, 40, 60, 9));
        assertNull(report.rate().met());
        assertNull(report.pauses().met());
        assertFalse(report.isMissed());
    }

    @Test
    void pausesThatAreShortOnABusyMachineAreShort() {
        assertEquals(
                true,
                report(10, i -> window(4000, CROWDED, 200, 40, 60, 2)).pauses().met());
    }

    @Test
    void windowsOfSecondsTellNothingOfTheRate() {
        SoakReport report = report(10, i -> new Window(3, 400 + 20 * i, 7, QUIET, 200, 40, 60, List.of()));
        assertNull(report.rate().met());
    }

    @Test
    void oneLongPauseIsMissed() {
        SoakReport report = report(10, i -> window(4000, QUIET, 200, 40, 60, i == 3 ? 5.1 : 1));
        assertEquals(false, report.pauses().met());
    }

    @Test
    void aLeakIsMissedHoweverBusyTheMachineIs() {
        assertEquals(
                false,
                report(10, i -> window(4000, CROWDED, 200 + 2 * i, 40, 60, 1))
                        .memory()
                        .met());
        assertEquals(
                false,
                report(10, i -> window(4000, CROWDED, 200, 40 + i, 60, 1))
                        .threads()
                        .met());
        assertEquals(
                false,
                report(10, i -> window(4000, CROWDED, 200, 40, 60 + i, 1))
                        .descriptors()
                        .met());
    }

    private static SoakReport report(int windows, IntFunction<Window> window) {
        return new SoakReport(IntStream.range(0, windows).mapToObj(window).toList());
    }

    private static Window window(long frames, double inferenceMillis, double others) {
        return new Window(30, frames, inferenceMillis, others, 200, 40, 60, List.of());
    }

    private static Window window(
            long frames, double others, double megabytes, double threads, double descriptors, double pauseMillis) {
        var pauses = new ArrayList<GcPause>();
        pauses.add(new GcPause(0, false, pauseMillis / 2, 20, 10));
        pauses.add(new GcPause(0, false, pauseMillis, 20, 10));
        return new Window(30, frames, 7, others, megabytes, threads, descriptors, pauses);
    }
}
