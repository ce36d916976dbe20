package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.InputConfig;
import dev.edgeinfer.config.InputConfig.Action;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.event.Armed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Inputs on a fake chip whose lines the test pulls; the test is the thread that turns them. */
class InputLinesTest extends LinesOnFakeChips {

    private static final long MILLI = 1_000_000;

    @Test
    void inputIsTakenWithItsSettingsAndItsFirstStateIsNoEdge() {
        chip.line(1).high = true;
        openInput(Provider.CHARDEV, door(true, Duration.ofMillis(5)));
        assertEquals(new GpioChip.InputRequest(1, "edge-infer", true, Bias.PULL_UP, 5000), chip.line(1).inputRequest);
        assertEquals(List.of(input("chardev", "pinctrl-rp1", 1, 0)), lines.lines());
        assertEquals(Optional.of(false), states.active("DOOR"));
        assertEquals(List.of(), edges);
    }

    @Test
    void edgesAreToldInOrderAlsoThoseOfAShortPress() {
        openInput(Provider.CHARDEV, door(true, Duration.ofMillis(5)));
        chip.line(1).pull(true, now);
        chip.line(1).pull(false, now + 1);
        chip.line(1).pull(true, now + 2);
        lines.inputs().turn();
        assertEquals(List.of("DOOR-", "DOOR+", "DOOR-"), edges, "low is active");
        assertEquals(Optional.of(false), states.active("DOOR"));
    }

    @Test
    void kernelThatDoesNotDebounceIsHelped() {
        chip.debounces = false;
        openInput(Provider.CHARDEV, door(false, Duration.ofMillis(20)));
        assertEquals(0, chip.line(1).inputRequest.debounceMicros());
        chip.line(1).pull(true, now);
        lines.inputs().turn();
        assertEquals(List.of(), edges);
        lines.inputs().turn();
        assertEquals(20 * MILLI, chips.lastPatience, "no longer than the level has to last");
        chip.line(1).pull(false, now + 3 * MILLI);
        chip.line(1).pull(true, now + 4 * MILLI);
        now += 23 * MILLI;
        lines.inputs().turn();
        assertEquals(List.of(), edges);
        now += MILLI;
        lines.inputs().turn();
        assertEquals(List.of("DOOR+"), edges);
    }

    @Test
    void levelThatChangedWithoutAnEdgeIsFoundByTheCheck() {
        openInput(Provider.CHARDEV, door(false, Duration.ZERO));
        chip.line(1).high = true;
        lines.inputs().turn();
        assertEquals(List.of(), edges);
        now += SECOND;
        lines.inputs().turn();
        assertEquals(List.of("DOOR+"), edges);
    }

    @Test
    void unpluggedChipMakesTheInputUnknownAndItsReturnIsNoEdge() {
        openInput(Provider.CHARDEV, door(false, Duration.ofMillis(20)));
        chips.unplug(chip);
        lines.inputs().turn();
        assertEquals(Optional.empty(), states.active("DOOR"));
        LineStatus lost = lines.lines().getFirst();
        assertEquals(OptionalInt.empty(), lost.value());
        assertEquals(
                Optional.of("GPIO line \"DOOR\": chip gpiochip0 \"pinctrl-rp1\" is gone; plug it in again"),
                lost.error());
        assertEquals(0, chips.openDescriptors);

        chip.line(1).high = true;
        chips.plug(2, chip);
        lines.inputs().turn();
        assertEquals(Optional.empty(), states.active("DOOR"), "not tried yet");
        now += SECOND;
        lines.inputs().turn();
        assertEquals(Optional.of(true), states.active("DOOR"));
        assertEquals(List.of(), edges);
        chip.line(1).pull(false, now);
        lines.inputs().turn();
        assertEquals(List.of("DOOR-"), edges);
    }

    @Test
    void chipThatWasAwayForAMomentIsOpenedAgain() {
        openInput(Provider.CHARDEV, door(false, Duration.ofMillis(20)));
        chips.unplug(chip);
        chips.plug(0, chip);
        lines.inputs().turn();
        assertTrue(lines.lines().getFirst().error().isPresent());
        now += SECOND;
        lines.inputs().turn();
        assertEquals(List.of(input("chardev", "pinctrl-rp1", 1, 0)), lines.lines());
    }

    @Test
    void inputThatSomebodyHoldsOrTheChipRefusesSaysSo() {
        chip.line(1).holder = "gpio-keys";
        openInput(Provider.CHARDEV, door(false, Duration.ofMillis(20)));
        assertEquals(
                Optional.of(
                        "GPIO line \"DOOR\": offset 1 of gpiochip0 \"pinctrl-rp1\" is held by \"gpio-keys\"; release"
                                + " it there or choose another line"),
                lines.lines().getFirst().error());
        chip.line(1).holder = null;
        chip.refusedWith = KernelCallException.EINVAL;
        now += SECOND;
        lines.inputs().turn();
        assertEquals(
                Optional.of(
                        "GPIO line \"DOOR\": gpiochip0 \"pinctrl-rp1\" refuses offset 1 as an input with bias pull-up;"
                                + " set its bias to as-is or choose another line"),
                lines.lines().getFirst().error());
        chip.refusedWith = 0;
        now += 2 * SECOND;
        lines.inputs().turn();
        assertEquals(Optional.of(false), states.active("DOOR"));
    }

    @Test
    void simulatedInputIsDrivenByHandUntilAChipComes() {
        chips.unplug(chip);
        openInput(Provider.AUTO, door(false, Duration.ofMillis(20)));
        assertEquals(List.of(input("simulated", "simulated", 17, 0)), lines.lines());
        lines.simulate("DOOR", true);
        lines.simulate("DOOR", true);
        lines.simulate("DOOR", false);
        assertEquals(List.of("DOOR+", "DOOR-"), edges);
        lines.simulate("DOOR", true);

        chips.plug(0, chip);
        lines.check();
        assertEquals(Optional.empty(), states.active("DOOR"));
        lines.inputs().turn();
        assertEquals(List.of(input("chardev", "pinctrl-rp1", 1, 0)), lines.lines());
        assertEquals(List.of("DOOR+", "DOOR-", "DOOR+"), edges, "what the real line is is no edge");
        assertEquals(
                "input \"DOOR\" is real: it has the state of what is wired to it",
                assertThrows(IllegalArgumentException.class, () -> lines.simulate("DOOR", true))
                        .getMessage());
    }

    @Test
    void inputIsNoOutput() {
        openInput(Provider.SIMULATED, door(false, Duration.ZERO));
        assertEquals(
                "line \"DOOR\" is an input",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> lines.override("DOOR", true, Optional.empty(), "http"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> lines.simulate("GPIO4", true));
    }

    @Test
    void closeReleasesInputsAndLeavesTheirStateAlone() {
        openInput(Provider.CHARDEV, door(false, Duration.ZERO));
        lines.close();
        assertFalse(chip.line(1).isHeld());
        assertEquals(List.of(), edges);
    }

    @Test
    void checkConfigLooksAtInputsToo() {
        chip.line(1).holder = "gpio-keys";
        assertEquals(
                1,
                new LineProbe(chips)
                        .obstacles(
                                new GpioConfig(Provider.CHARDEV, Map.of(), Map.of("DOOR", door(false, Duration.ZERO))),
                                List.of())
                        .size());
    }

    @Test
    void edgesDoWhatTheConfigurationSays() {
        var armed = new Armed(false);
        List<String> done = new ArrayList<>();
        armed.onChange((now, by) -> done.add((now ? "armed" : "disarmed") + " by " + by));
        var actions = new InputActions(
                armed, (time, cameras) -> done.add("burst of %d s on %s".formatted(time.toSeconds(), cameras)));
        InputConfig key = acting("KEY", Action.TOGGLE, null);
        actions.edge(key, true);
        actions.edge(key, false);
        actions.edge(key, true);
        actions.edge(acting("GATE", Action.ARM, Action.DISARM), true);
        actions.edge(acting("GATE", Action.ARM, Action.DISARM), false);
        actions.edge(acting("PIR", null, Action.BURST), true);
        actions.edge(acting("PIR", null, Action.BURST), false);
        assertEquals(
                List.of(
                        "armed by input KEY",
                        "disarmed by input KEY",
                        "armed by input GATE",
                        "disarmed by input GATE",
                        "burst of 7 s on [porch]"),
                done);
    }

    private static InputConfig acting(String name, Action onActive, Action onInactive) {
        return new InputConfig(
                name,
                Optional.empty(),
                name,
                false,
                Bias.AS_IS,
                Duration.ZERO,
                Optional.ofNullable(onActive),
                Optional.ofNullable(onInactive),
                Duration.ofSeconds(7),
                List.of("porch"));
    }

    private void openInput(Provider provider, InputConfig input) {
        open(new GpioConfig(provider, Map.of(), Map.of(input.name(), input)), changes::add);
    }

    private static InputConfig door(boolean activeLow, Duration debounce) {
        return new InputConfig(
                "DOOR",
                Optional.empty(),
                "GPIO17",
                activeLow,
                Bias.PULL_UP,
                debounce,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                List.of());
    }

    private static LineStatus input(String provider, String chip, int offset, int value) {
        return new LineStatus(
                "DOOR",
                chip,
                OptionalInt.of(offset),
                "input",
                OptionalInt.of(value),
                provider,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
