package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.event.LineDemand;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GpioLinesTest extends LinesOnFakeChips {

    @Test
    void lineOfARuleIsTakenAndFollowsDemands() {
        open(Provider.AUTO, List.of(), "GPIO17");
        assertEquals(List.of(available("GPIO17", 1, 0)), lines.lines());
        assertEquals("edge-infer", chip.line(1).holder);
        lines.demand("GPIO17", LineDemand.ACTIVE);
        assertTrue(chip.line(1).high);
        assertEquals(List.of(available("GPIO17", 1, 1)), lines.lines());
        lines.demand("GPIO17", LineDemand.INACTIVE);
        assertFalse(chip.line(1).high);
        assertTold(available("GPIO17", 1, 0), available("GPIO17", 1, 1), available("GPIO17", 1, 0));
    }

    @Test
    void lineOfARuleMayNameItsChip() {
        open(Provider.CHARDEV, List.of(), "pinctrl-rp1/2", "gpiochip0/GPIO1");
        assertEquals(List.of(available("pinctrl-rp1/2", 2, 0), available("gpiochip0/GPIO1", 0, 0)), lines.lines());
    }

    @Test
    void rulesThatShareALineHaveOneLine() {
        open(Provider.CHARDEV, List.of(), "GPIO17", "GPIO17");
        assertEquals(1, lines.lines().size());
    }

    @Test
    void activeLowLineIsDrivenByItsLogicalStates() {
        open(Provider.CHARDEV, List.of(lamp(true, LineState.INACTIVE, LineState.INACTIVE)));
        lines.demand("lamp", LineDemand.ACTIVE);
        assertEquals(List.of(available("lamp", 1, 1)), lines.lines());
        lines.close();
        assertEquals(List.of("high", "low", "high"), chip.line(1).history);
        assertFalse(chip.line(1).isHeld());
    }

    @Test
    void initialStateIsPartOfTheRequest() {
        open(Provider.CHARDEV, List.of(lamp(false, LineState.ACTIVE, LineState.INACTIVE)));
        assertEquals(List.of("high"), chip.line(1).history);
    }

    @Test
    void shutdownStateIsSetOnDemandAndBeforeTheLineIsReleased() {
        open(Provider.CHARDEV, List.of(lamp(false, LineState.INACTIVE, LineState.ACTIVE)));
        lines.demand("lamp", LineDemand.SHUTDOWN);
        assertTrue(chip.line(1).high);
        lines.demand("lamp", LineDemand.INACTIVE);
        lines.close();
        assertEquals(List.of("low", "high", "low", "high"), chip.line(1).history);
        assertEquals(List.of(available("lamp", 1, 1)), lines.lines());
        assertFalse(chip.line(1).isHeld());
    }

    @Test
    void demandAfterCloseDrivesNothing() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        lines.close();
        lines.demand("GPIO17", LineDemand.ACTIVE);
        now += 60 * SECOND;
        lines.check();
        assertFalse(chip.line(1).high);
        assertFalse(chip.line(1).isHeld());
    }

    @Test
    void machineWithoutAChipIsSimulated() {
        chips.unplug(chip);
        open(
                Provider.AUTO,
                List.of(lamp(false, LineState.ACTIVE, LineState.INACTIVE)),
                "GPIO17",
                "relay",
                "bell",
                "x/2");
        assertEquals(
                List.of(
                        simulated("lamp", 17, 1),
                        simulated("GPIO17", 0, 0),
                        simulated("relay", 1, 0),
                        simulated("bell", 3, 0),
                        simulated("x/2", 2, 0)),
                lines.lines());
        lines.demand("relay", LineDemand.ACTIVE);
        assertEquals(simulated("relay", 1, 1), lines.lines().get(2));
        lines.check();
    }

    @Test
    void simulatedIsSimulatedAlsoWithAChip() {
        open(Provider.SIMULATED, List.of(), "GPIO17");
        lines.demand("GPIO17", LineDemand.ACTIVE);
        assertEquals(List.of(simulated("GPIO17", 17, 1)), lines.lines());
        assertFalse(chip.line(1).isHeld());
    }

    @Test
    void listenerThatFailsIsToldOfTheNextChangeAllTheSame() {
        open(
                status -> {
                    changes.add(status);
                    throw new IllegalStateException("listener");
                },
                "GPIO17");
        lines.demand("GPIO17", LineDemand.ACTIVE);
        assertTrue(chip.line(1).high);
        lines.close();
        assertTold(available("GPIO17", 1, 0), available("GPIO17", 1, 1), available("GPIO17", 1, 0));
    }

    @Test
    void listenerThatIsStuckHoldsUpNoLine() {
        CountDownLatch stuck = new CountDownLatch(1);
        open(
                status -> {
                    try {
                        stuck.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "GPIO17");
        for (int i = 0; i < 5_000; i++) {
            lines.demand("GPIO17", i % 2 == 0 ? LineDemand.ACTIVE : LineDemand.INACTIVE);
        }
        lines.demand("GPIO17", LineDemand.ACTIVE);
        assertTrue(chip.line(1).high);
        stuck.countDown();
    }

    @Test
    void unknownLineIsRefused() {
        open(Provider.AUTO, List.of(), "GPIO17");
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> lines.demand("GPIO71", LineDemand.ACTIVE));
        assertEquals("line \"GPIO71\" is none of [GPIO17]", refused.getMessage());
    }

    @Test
    void probeTellsEveryLineThatCannotBeHad() {
        chip.line(2).holder = "gpio-fan";
        GpioConfig config = new GpioConfig(Provider.AUTO, Map.of());
        List<RuleConfig> rules = List.of(rule("GPIO17"), rule("GPIO27"), rule("GPIO99"));
        assertEquals(2, new LineProbe(chips).obstacles(config, rules).size());
        assertEquals(List.of(), new LineProbe(chips).obstacles(new GpioConfig(Provider.SIMULATED, Map.of()), rules));
        chips.unplug(chip);
        assertEquals(List.of(), new LineProbe(chips).obstacles(config, rules));
        assertEquals(
                3,
                new LineProbe(chips)
                        .obstacles(new GpioConfig(Provider.CHARDEV, Map.of()), rules)
                        .size());
    }
}
