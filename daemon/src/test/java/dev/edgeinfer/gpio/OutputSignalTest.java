package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.gpio.LineStatus.Held;
import dev.edgeinfer.gpio.LineStatus.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Lines that blink, lines that are held by hand, and what ends both. */
class OutputSignalTest extends LinesOnFakeChips {

    private static final LineDemand BLINK = new LineDemand.Blink(Duration.ofMillis(300), Duration.ofMillis(700));
    private static final long MILLI = 1_000_000;

    @Test
    void lineBlinksUntilSomethingElseIsAsked() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.demand("GPIO17", BLINK);
        assertTrue(chip.line(1).high, "at once");
        until(BEGIN + 2500 * MILLI);
        assertEquals(List.of("low", "high", "low", "high", "low", "high", "low"), chip.line(1).history);
        assertEquals(Optional.of(Signal.BLINK), status().signal());

        lines.demand("GPIO17", LineDemand.INACTIVE);
        assertEquals(OptionalLong.empty(), lines.deadline());
        until(BEGIN + 10 * SECOND);
        assertEquals(7, chip.line(1).history.size());
        assertEquals(available("GPIO17", 1, 0), status());
    }

    @Test
    void edgesOfAWaveformAreNoNews() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.demand("GPIO17", new LineDemand.Pwm(100, 0.25));
        until(BEGIN + SECOND);
        lines.demand("GPIO17", LineDemand.ACTIVE);
        lines.close();
        assertEquals(2 + 2 * 100 + 1, chip.line(1).history.size(), "all edges are there");
        assertEquals(
                List.of(Signal.STEADY, Signal.PWM, Signal.STEADY, Signal.STEADY),
                changes.stream().map(change -> change.signal().orElseThrow()).toList());
    }

    @Test
    void edgesThatNobodyMadeInTimeAreLeftOutAndTheRestIsWhereItWas() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.demand("GPIO17", BLINK);
        now = BEGIN + 5100 * MILLI;
        lines.advance();
        assertEquals(List.of("low", "high"), chip.line(1).history, "active then as now");
        assertEquals(OptionalLong.of(BEGIN + 5300 * MILLI), lines.deadline());
    }

    @Test
    void theSameDemandAgainDoesNotDisturbTheWaveform() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.demand("GPIO17", BLINK);
        until(BEGIN + 200 * MILLI);
        lines.demand("GPIO17", new LineDemand.Blink(Duration.ofMillis(300), Duration.ofMillis(700)));
        assertEquals(OptionalLong.of(BEGIN + 300 * MILLI), lines.deadline());
    }

    @Test
    void lostCameraStopsTheWaveformInTheShutdownState() {
        open(Provider.CHARDEV, List.of(lamp(true, LineState.INACTIVE, LineState.ACTIVE)));
        lines.demand("lamp", BLINK);
        until(BEGIN + 500 * MILLI);
        assertTrue(chip.line(1).high, "inactive by now");
        lines.demand("lamp", LineDemand.SHUTDOWN);
        assertFalse(chip.line(1).high);
        assertEquals(OptionalLong.empty(), lines.deadline());
    }

    @Test
    void closeStopsTheWaveformInTheShutdownState() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.demand("GPIO17", BLINK);
        lines.close();
        assertFalse(chip.line(1).high);
        assertEquals(OptionalLong.empty(), lines.deadline());
        lines.advance();
        lines.demand("GPIO17", BLINK);
        lines.override("GPIO17", true, Optional.empty(), "http");
        lines.decidedBy("GPIO17", Optional.of("visitor"));
        lines.release("GPIO17", "http");
        assertEquals(available("GPIO17", 1, 0), status());
        assertFalse(chip.line(1).isHeld());
    }

    @Test
    void unpluggedChipIsNoticedByAnEdgeAndTheWaveformGoesOnWhenItIsBack() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.demand("GPIO17", BLINK);
        chips.unplug(chip);
        until(BEGIN + 400 * MILLI);
        assertTrue(status().error().orElseThrow().contains("is gone"));
        assertEquals(OptionalLong.empty(), lines.deadline(), "nothing to drive");
        chips.plug(0, chip);
        now = BEGIN + 2100 * MILLI;
        lines.check();
        assertTrue(chip.line(1).high, "100 ms into a period");
        assertEquals(OptionalLong.of(BEGIN + 2300 * MILLI), lines.deadline());
    }

    @Test
    void ruleThatDecidesIsShownUntilNobodyCanSay() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.decidedBy("GPIO17", Optional.of("visitor"));
        lines.demand("GPIO17", LineDemand.ACTIVE);
        assertEquals(Optional.of("visitor"), status().rule());
        lines.demand("GPIO17", LineDemand.SHUTDOWN);
        assertEquals(Optional.empty(), status().rule());
    }

    @Test
    void overrideHoldsTheLineAgainstRulesUntilItIsReleased() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.decidedBy("GPIO17", Optional.of("visitor"));
        lines.demand("GPIO17", LineDemand.ACTIVE);
        lines.override("GPIO17", false, Optional.empty(), "http");
        assertFalse(chip.line(1).high);
        lines.demand("GPIO17", BLINK);
        lines.demand("GPIO17", LineDemand.SHUTDOWN);
        lines.decidedBy("GPIO17", Optional.of("visitor"));
        lines.demand("GPIO17", LineDemand.ACTIVE);
        assertFalse(chip.line(1).high);
        assertEquals(Optional.of(new Held(false, Optional.empty(), "http")), status().held());
        assertEquals(Optional.empty(), status().rule());
        assertEquals(OptionalLong.empty(), lines.deadline());

        lines.release("GPIO17", "mqtt");
        assertTrue(chip.line(1).high);
        assertEquals(Optional.empty(), status().held());
        assertEquals(Optional.of("visitor"), status().rule());
        lines.release("GPIO17", "mqtt");
    }

    @Test
    void overrideEndsByItselfAndTheLineBlinksAgain() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.override("GPIO17", true, Optional.of(Duration.ofMillis(250)), "http");
        assertEquals(Optional.of(new Held(true, Optional.of(WALL.plusMillis(250)), "http")), status().held());
        lines.demand("GPIO17", BLINK);
        now = BEGIN + 250 * MILLI - 1;
        lines.advance();
        assertTrue(status().held().isPresent());
        until(BEGIN + 250 * MILLI);
        assertEquals(Optional.empty(), status().held());
        assertTrue(chip.line(1).high, "a period begins");
        until(BEGIN + 550 * MILLI);
        assertFalse(chip.line(1).high);
    }

    @Test
    void laterOverrideReplacesTheTimeoutOfAnEarlierOne() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.override("GPIO17", true, Optional.of(Duration.ofSeconds(1)), "http");
        lines.override("GPIO17", true, Optional.empty(), "mqtt");
        until(BEGIN + 100 * SECOND);
        assertEquals(Optional.of(new Held(true, Optional.empty(), "mqtt")), status().held());
    }

    @Test
    void overrideEndsInTheShutdownStateWhenTheLinesAreClosed() {
        open(Provider.CHARDEV, List.of());
        lines.close();
        open(Provider.CHARDEV, List.of(lamp(false, LineState.INACTIVE, LineState.ACTIVE)));
        lines.override("lamp", false, Optional.empty(), "http");
        lines.close();
        assertTrue(chip.line(1).high);
        assertEquals(Optional.empty(), status().held());
    }

    @Test
    void overrideSurvivesAChipThatIsUnpluggedAndEndsMeanwhile() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.override("GPIO17", true, Optional.of(Duration.ofSeconds(3)), "http");
        chips.unplug(chip);
        lines.check();
        chips.plug(0, chip);
        until(BEGIN + SECOND);
        lines.check();
        assertTrue(chip.line(1).high);
        chips.unplug(chip);
        lines.check();
        until(BEGIN + 4 * SECOND);
        assertEquals(Optional.empty(), status().held());
        chips.plug(0, chip);
        now += 30 * SECOND;
        lines.check();
        assertFalse(chip.line(1).high);
    }

    @Test
    void overrideAndWaveformMoveToTheChipThatComes() {
        chips.unplug(chip);
        open(Provider.AUTO, List.of(), "GPIO17", "GPIO27");
        lines.demand("GPIO17", BLINK);
        lines.override("GPIO27", true, Optional.of(Duration.ofSeconds(10)), "http");
        until(BEGIN + 1300 * MILLI);
        chips.plug(0, chip);
        lines.check();
        assertFalse(chip.line(1).high, "300 ms into a period");
        assertTrue(chip.line(2).high);
        assertEquals(List.of("high"), chip.line(2).history);
        until(BEGIN + 2 * SECOND);
        assertTrue(chip.line(1).high);
        until(BEGIN + 10 * SECOND);
        assertFalse(chip.line(2).high);
    }

    @Test
    void overrideThatCannotBeIsRefused() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        assertRefused("line \"GPIO18\" is none of [GPIO17]", "GPIO18", Optional.empty());
        assertRefused("a timeout is 1 to 86400000 ms", "GPIO17", Optional.of(Duration.ZERO));
        assertRefused("a timeout is 1 to 86400000 ms", "GPIO17", Optional.of(Duration.ofMillis(-5)));
        assertRefused("a timeout is 1 to 86400000 ms", "GPIO17", Optional.of(Duration.ofMillis(86_400_001)));
        assertRefused("a timeout is 1 to 86400000 ms", "GPIO17", Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals(List.of("low"), chip.line(1).history);
    }

    private void assertRefused(String sentence, String line, Optional<Duration> timeout) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, () -> lines.override(line, true, timeout, "http"))
                        .getMessage());
    }

    private LineStatus status() {
        return lines.lines().getFirst();
    }
}
