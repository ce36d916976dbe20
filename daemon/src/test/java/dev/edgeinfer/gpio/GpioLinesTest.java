package dev.edgeinfer.gpio;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.gpio.FakeChips.Chip;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GpioLinesTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Chip chip = new Chip("pinctrl-rp1", "GPIO1", "GPIO17", "GPIO27");
    private final FakeChips chips = FakeChips.of(chip);
    private final List<LineStatus> changes = new CopyOnWriteArrayList<>();
    private long now = Long.MAX_VALUE - SECOND;
    private GpioLines lines;

    @AfterEach
    void closeLeavesNothingOpen() {
        if (lines != null) {
            lines.close();
            lines.close();
        }
        assertEquals(0, chips.openDescriptors);
    }

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
    void heldLineIsUnavailableAndTriedAgain() {
        chip.line(1).holder = "gpio-fan";
        open(Provider.CHARDEV, List.of(), "GPIO17", "GPIO27");
        assertEquals(
                List.of(
                        unavailable(
                                "GPIO17",
                                "GPIO line \"GPIO17\": offset 1 of gpiochip0 \"pinctrl-rp1\" is held by \"gpio-fan\";"
                                        + " release it there or choose another line"),
                        available("GPIO27", 2, 0)),
                lines.lines());
        lines.demand("GPIO17", LineDemand.ACTIVE);
        chip.line(1).holder = null;
        now += SECOND;
        lines.check();
        assertEquals(List.of(available("GPIO17", 1, 1), available("GPIO27", 2, 0)), lines.lines());
        assertEquals(List.of("high"), chip.line(1).history, "the demand of now, from the first moment on");
    }

    @Test
    void retriesBackOffFromOneToThirtySeconds() {
        chip.line(1).holder = "gpio-fan";
        open(Provider.CHARDEV, List.of(), "GPIO17");
        for (long backOff : List.of(1, 2, 4, 8, 16, 30, 30)) {
            chip.line(1).holder = null;
            now += backOff * SECOND - 1;
            lines.check();
            assertFalse(chip.line(1).isHeld(), "too early after " + backOff + " s");
            chip.line(1).holder = "gpio-fan";
            now += 1;
            lines.check();
        }
        chip.line(1).holder = null;
        now += 30 * SECOND;
        lines.check();
        assertEquals(List.of(available("GPIO17", 1, 0)), lines.lines());
        assertTold(
                unavailable(
                        "GPIO17",
                        "GPIO line \"GPIO17\": offset 1 of gpiochip0 \"pinctrl-rp1\" is held by \"gpio-fan\"; release it"
                                + " there or choose another line"),
                available("GPIO17", 1, 0));
    }

    @Test
    void unpluggedChipIsNoticedWhileNothingIsSwitched() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        chips.unplug(chip);
        lines.check();
        assertEquals(
                List.of(unavailable(
                        "GPIO17", "GPIO line \"GPIO17\": chip gpiochip0 \"pinctrl-rp1\" is gone; plug it in again")),
                lines.lines());
        assertEquals(0, chips.openDescriptors);
    }

    @Test
    void unpluggedChipIsNoticedByADemandAndFoundAgainUnderAnotherNumber() {
        open(Provider.CHARDEV, List.of(), "pinctrl-rp1/GPIO17");
        chips.unplug(chip);
        lines.demand("pinctrl-rp1/GPIO17", LineDemand.ACTIVE);
        assertTrue(lines.lines().getFirst().error().isPresent());
        now += SECOND;
        lines.check();
        assertEquals(
                Optional.of(
                        "GPIO line \"pinctrl-rp1/GPIO17\": this machine has no GPIO chip (no /dev/gpiochip*); plug one"
                                + " in, or set gpio.provider to simulated"),
                lines.lines().getFirst().error());
        chips.plug(3, chip);
        now += 2 * SECOND;
        lines.check();
        assertEquals(List.of(available("pinctrl-rp1/GPIO17", 1, 1)), lines.lines());
        lines.demand("pinctrl-rp1/GPIO17", LineDemand.INACTIVE);
        assertFalse(chip.line(1).high);
    }

    @Test
    void chipUnpluggedAndPluggedBetweenTwoChecksIsOpenedAgain() {
        open(Provider.CHARDEV, List.of(), "GPIO17");
        for (int i = 0; i < 5; i++) {
            chips.unplug(chip);
            chips.plug(0, chip);
            lines.check();
            now += SECOND;
            lines.check();
            assertEquals(List.of(available("GPIO17", 1, 0)), lines.lines());
        }
    }

    @Test
    void closeWithAChipThatIsGoneStillReleasesTheOthers() {
        Chip other = new Chip("expander", "RELAY1");
        chips.plug(1, other);
        open(Provider.CHARDEV, List.of(), "GPIO17", "RELAY1");
        lines.demand("RELAY1", LineDemand.ACTIVE);
        chips.unplug(chip);
        lines.close();
        assertFalse(other.line(0).isHeld());
        assertFalse(other.line(0).high);
    }

    @Test
    void chardevWithoutAChipStaysUpAndSaysSo() {
        chips.unplug(chip);
        open(Provider.CHARDEV, List.of(), "GPIO17");
        assertEquals(
                List.of(unavailable(
                        "GPIO17",
                        "GPIO line \"GPIO17\": this machine has no GPIO chip (no /dev/gpiochip*); plug one in, or set"
                                + " gpio.provider to simulated")),
                lines.lines());
        lines.demand("GPIO17", LineDemand.ACTIVE);
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
        assertEquals(2, GpioLines.probe(config, rules, chips).size());
        assertEquals(List.of(), GpioLines.probe(new GpioConfig(Provider.SIMULATED, Map.of()), rules, chips));
        chips.unplug(chip);
        assertEquals(List.of(), GpioLines.probe(config, rules, chips));
        assertEquals(
                3,
                GpioLines.probe(new GpioConfig(Provider.CHARDEV, Map.of()), rules, chips)
                        .size());
    }

    /** All changes so far, in order; they are told on a thread of their own. */
    private void assertTold(LineStatus... expected) {
        await().untilAsserted(() -> assertEquals(List.of(expected), changes));
    }

    private void open(Provider provider, List<LineConfig> listed, String... linesOfRules) {
        Map<String, LineConfig> configs = new LinkedHashMap<>();
        listed.forEach(line -> configs.put(line.name(), line));
        open(new GpioConfig(provider, configs), changes::add, linesOfRules);
    }

    private void open(Consumer<LineStatus> onChange, String... linesOfRules) {
        open(new GpioConfig(Provider.CHARDEV, Map.of()), onChange, linesOfRules);
    }

    private void open(GpioConfig config, Consumer<LineStatus> onChange, String... linesOfRules) {
        List<RuleConfig> rules =
                List.of(linesOfRules).stream().map(GpioLinesTest::rule).toList();
        lines = new GpioLines(config, rules, chips, onChange, () -> now);
    }

    private static LineConfig lamp(boolean activeLow, LineState initial, LineState shutdown) {
        return new LineConfig("lamp", Optional.empty(), "GPIO17", activeLow, Bias.AS_IS, initial, shutdown);
    }

    private static RuleConfig rule(String line) {
        return new RuleConfig(
                "visitor",
                new RuleConfig.When("person", 0.5, Duration.ZERO, List.of()),
                new RuleConfig.GpioOutput(line, RuleConfig.Mode.FOLLOW, Duration.ofMillis(500), Duration.ofSeconds(5)));
    }

    private static LineStatus available(String line, int offset, int value) {
        return status(line, "pinctrl-rp1", offset, value, "chardev");
    }

    private static LineStatus simulated(String line, int offset, int value) {
        return status(line, "simulated", offset, value, "simulated");
    }

    private static LineStatus status(String line, String chip, int offset, int value, String provider) {
        return new LineStatus(
                line, chip, OptionalInt.of(offset), "output", OptionalInt.of(value), provider, Optional.empty());
    }

    private static LineStatus unavailable(String line, String error) {
        return new LineStatus(
                line, "", OptionalInt.empty(), "output", OptionalInt.empty(), "chardev", Optional.of(error));
    }
}
