package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.gpio.FakeChips.Chip;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines that cannot be had, or no longer, and how they come back. */
class GpioLinesRecoveryTest extends LinesOnFakeChips {

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
    void autoWithoutAChipIsSimulatedSaysSoAndTakesTheChipThatComes() {
        chips.unplug(chip);
        open(Provider.AUTO, List.of(), "GPIO17");
        lines.demand("GPIO17", LineDemand.ACTIVE);
        assertEquals("simulated", lines.lines().getFirst().provider());
        assertEquals(
                Optional.of("this machine has no GPIO chip, so the lines GPIO17 are simulated until one comes; set"
                        + " gpio.provider to simulated if that is meant"),
                lines.standIn());

        chips.plug(0, chip);
        lines.check();

        assertEquals(List.of(available("GPIO17", 1, 1)), lines.lines());
        assertEquals(List.of("high"), chip.line(1).history, "the demand of before, from the first moment on");
        assertEquals(Optional.empty(), lines.standIn());

        chips.unplug(chip);
        lines.check();
        assertEquals("chardev", lines.lines().getFirst().provider(), "a chip that was there is missed");
    }

    @Test
    void simulatedLinesThatWereAskedForStaySo() {
        open(Provider.SIMULATED, List.of(), "GPIO17");

        lines.check();

        assertEquals("simulated", lines.lines().getFirst().provider());
        assertEquals(Optional.empty(), lines.standIn());
    }
}
