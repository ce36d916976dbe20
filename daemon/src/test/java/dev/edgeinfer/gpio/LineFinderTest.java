package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.gpio.FakeChips.Chip;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFinderTest {

    private static final String CHIPS = "gpiochip0 \"pinctrl-rp1\" (4 lines), gpiochip1 \"expander\" (3 lines)";

    private final Chip board = new Chip("pinctrl-rp1", "ID_SDA", "GPIO1", "GPIO17", "");
    private final Chip expander = new Chip("expander", "RELAY1", "RELAY2", "");
    private final FakeChips chips = FakeChips.of(board, expander);
    private final LineFinder finder = new LineFinder(chips);

    @AfterEach
    void everyChipIsClosedAgain() {
        assertEquals(0, chips.openDescriptors);
    }

    @ParameterizedTest
    @CsvSource({
        "'',               GPIO17, pinctrl-rp1, 2",
        "'',               RELAY2, expander,    1",
        "1,                RELAY2, expander,    1",
        "1,                2,      expander,    2",
        "gpiochip0,        3,      pinctrl-rp1, 3",
        "/dev/gpiochip0,   GPIO1,  pinctrl-rp1, 1",
        "expander,         0,      expander,    0",
        "pinctrl-rp1,      GPIO17, pinctrl-rp1, 2",
    })
    void lineIsFoundByEveryWayToNameIt(String chip, String line, String label, int offset) {
        LineFinder.Taken taken = finder.take(config(chip, line), true);
        assertEquals(label, taken.place().label());
        assertEquals(offset, taken.place().offset());
        assertTrue(taken.line().isActive());
        taken.line().close();
    }

    @Test
    void requestCarriesWhatTheConfigurationSays() {
        LineConfig config = new LineConfig(
                "lamp", Optional.of("0"), "GPIO17", true, Bias.PULL_UP, LineState.INACTIVE, LineState.INACTIVE);
        finder.take(config, false).line().close();
        assertEquals(new GpioChip.Request(2, "edge-infer", true, Bias.PULL_UP, false), board.line(2).request);
        assertTrue(board.line(2).high, "inactive is the high level of an active-low line");
    }

    @Test
    void noChip() {
        assertProblem(
                new FakeChips(),
                config("", "GPIO17"),
                "GPIO line \"lamp\": this machine has no GPIO chip (no /dev/gpiochip*); plug one in, or set"
                        + " gpio.provider to simulated");
    }

    @Test
    void noSuchChip() {
        String sentence = "GPIO line \"lamp\": there is no chip \"%s\" here; set its chip to one of: " + CHIPS;
        assertProblem(config("pinctrl-rp2", "GPIO17"), sentence.formatted("pinctrl-rp2"));
        assertProblem(config("7", "GPIO17"), sentence.formatted("7"));
    }

    @Test
    void noSuchLineOfAChip() {
        assertProblem(
                config("0", "GPIO71"),
                "GPIO line \"lamp\": chip gpiochip0 \"pinctrl-rp1\" has no line \"GPIO71\"; did you mean \"GPIO1\"?"
                        + " (known: ID_SDA, GPIO1, GPIO17)");
    }

    @Test
    void noSuchLineOfAnyChip() {
        assertProblem(
                config("", "relay2"),
                "GPIO line \"lamp\": no chip has a line \"relay2\" (" + CHIPS + "); did you mean \"RELAY2\"?"
                        + " (known: ID_SDA, GPIO1, GPIO17, RELAY1, RELAY2)");
    }

    @Test
    void noNamesAtAll() {
        assertProblem(
                FakeChips.of(new Chip("pl061", "", "")),
                config("", "GPIO17"),
                "GPIO line \"lamp\": chip gpiochip0 \"pl061\" has no line \"GPIO17\"; lines have no names there, so"
                        + " choose one by its chip and offset");
    }

    @Test
    void offsetBeyondTheChip() {
        assertProblem(
                config("expander", "3"),
                "GPIO line \"lamp\": chip gpiochip1 \"expander\" has no line \"3\"; its lines are 0..2");
        assertProblem(
                config("expander", "4294967296"),
                "GPIO line \"lamp\": chip gpiochip1 \"expander\" has no line \"4294967296\"; known: RELAY1,"
                        + " RELAY2");
    }

    @Test
    void offsetWithoutChip() {
        assertProblem(config("", "17"), "GPIO line \"lamp\": an offset needs a chip; set its chip to one of: " + CHIPS);
    }

    @Test
    void offsetWithoutChipIsClearWhenThereIsOneChip() {
        FakeChips one = FakeChips.of(board);
        LineFinder.Taken taken = new LineFinder(one).take(config("", "3"), false);
        assertEquals(3, taken.place().offset());
        taken.line().close();
    }

    @Test
    void ambiguousName() {
        assertProblem(
                FakeChips.of(board, new Chip("spare", "GPIO17")),
                config("", "GPIO17"),
                "GPIO line \"lamp\": the name \"GPIO17\" is there 2 times; set its chip and offset to one of: gpiochip0"
                        + " \"pinctrl-rp1\" offset 2, gpiochip1 \"spare\" offset 0");
    }

    @Test
    void ambiguousLabel() {
        assertProblem(
                FakeChips.of(new Chip("mcp23017", "A0"), new Chip("mcp23017", "B0", "B1")),
                config("mcp23017", "A0"),
                "GPIO line \"lamp\": 2 chips are labelled \"mcp23017\"; choose one by its number: gpiochip0"
                        + " \"mcp23017\" (1 lines), gpiochip1 \"mcp23017\" (2 lines)");
    }

    @ParameterizedTest
    @CsvSource({
        "gpio-fan,   '\"gpio-fan\"'",
        "'',         'a program that gives no name'",
        "edge-infer, 'a second edge-infer, or by another line of this configuration'",
    })
    void heldLine(String consumer, String holder) {
        board.line(2).holder = consumer;
        assertProblem(
                config("", "GPIO17"),
                "GPIO line \"lamp\": offset 2 of gpiochip0 \"pinctrl-rp1\" is held by " + holder
                        + "; release it there or choose another line");
    }

    @Test
    void refusedBias() {
        board.refusedWith = KernelCallException.EINVAL;
        LineConfig config = new LineConfig(
                "lamp", Optional.empty(), "GPIO17", false, Bias.PULL_DOWN, LineState.INACTIVE, LineState.INACTIVE);
        assertProblem(
                config,
                "GPIO line \"lamp\": gpiochip0 \"pinctrl-rp1\" refuses offset 2 as an output with bias pull-down; set"
                        + " its bias to as-is or choose another line");
        assertProblem(
                config("", "GPIO17"),
                "GPIO line \"lamp\": gpiochip0 \"pinctrl-rp1\" refuses offset 2 as an output; choose another line");
    }

    @Test
    void failureNobodyForesaw() {
        board.refusedWith = 5;
        assertProblem(
                config("", "GPIO17"),
                "GPIO line \"lamp\": GPIO_V2_GET_LINE on /dev/gpiochip0 failed: Refused (errno 5)");
    }

    @Test
    void nodeThatOnlyItsGroupMayOpen() {
        chips.close(0, KernelCallException.EACCES, new GpioChips.Access("gpio", true));
        assertProblem(
                config("", "GPIO17"),
                "GPIO line \"lamp\": this user may not open /dev/gpiochip0; add the user to the group \"gpio\" and log"
                        + " in again");
    }

    @Test
    void nodeThatOnlyRootMayOpen() {
        chips.close(0, KernelCallException.EACCES, new GpioChips.Access("root", true));
        assertProblem(
                config("0", "GPIO17"),
                "GPIO line \"lamp\": only root may open /dev/gpiochip0; install a udev rule that gives it to a group");
    }

    @Test
    void nodeThatDoesNotAnswerAsAChip() {
        chips.close(0, KernelCallException.ENOTTY, new GpioChips.Access("root", true));
        assertProblem(
                config("0", "GPIO17"),
                "GPIO line \"lamp\": /dev/gpiochip0 is no GPIO chip, or the kernel is older than 5.10, the first that is"
                        + " supported");
    }

    @Test
    void nodeThatMayNotBeOpenedDoesNotHideLinesOfOthers() {
        chips.close(0, KernelCallException.EACCES, new GpioChips.Access("root", true));
        finder.take(config("", "RELAY1"), false).line().close();
        assertProblem(
                config("expander", "RELAY9"),
                "GPIO line \"lamp\": chip gpiochip1 \"expander\" has no line \"RELAY9\"; did you mean \"RELAY1\"?"
                        + " (known: RELAY1, RELAY2)");
    }

    @Test
    void probeTakesNothingAndForgivesARunningDaemon() {
        assertEquals(Optional.empty(), finder.probe(config("", "GPIO17")));
        assertEquals(null, board.line(2).request);
        board.line(2).holder = "edge-infer";
        assertEquals(Optional.empty(), finder.probe(config("", "GPIO17")));
        board.line(2).holder = "gpio-fan";
        assertEquals(
                Optional.of(
                        "GPIO line \"lamp\": offset 2 of gpiochip0 \"pinctrl-rp1\" is held by \"gpio-fan\"; release it"
                                + " there or choose another line"),
                finder.probe(config("", "GPIO17")));
        assertTrue(finder.probe(config("", "GPIO18")).isPresent());
    }

    private static LineConfig config(String chip, String line) {
        return new LineConfig(
                "lamp",
                Optional.of(chip).filter(name -> !name.isEmpty()),
                line,
                false,
                Bias.AS_IS,
                LineState.INACTIVE,
                LineState.INACTIVE);
    }

    private void assertProblem(LineConfig config, String sentence) {
        assertProblem(chips, config, sentence);
    }

    private static void assertProblem(FakeChips chips, LineConfig config, String sentence) {
        GpioException problem = assertThrows(GpioException.class, () -> new LineFinder(chips).take(config, false));
        assertEquals(sentence, problem.getMessage());
    }
}
