package dev.edgeinfer.gpio;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.LineConfig.Bias;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of a real kernel on a machine without a GPIO chip, and the bytes that one with a chip would get. */
class CharDevChipTest {

    @Test
    void requestHasOneOutputWithItsFirstState() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(GpioUapi.LINE_REQUEST);
            CharDevChip.encode(new GpioChip.Request(17, "edge-infer", true, Bias.PULL_UP, true), request);
            assertEquals(17, request.get(JAVA_INT, 0));
            assertEquals("edge-infer", request.getString(256));
            assertEquals(0x10A, request.get(JAVA_LONG, 288));
            assertEquals(1, request.get(JAVA_INT, 296));
            assertEquals(2, request.get(JAVA_INT, 320), "OUTPUT_VALUES");
            assertEquals(1, request.get(JAVA_LONG, 328), "values");
            assertEquals(1, request.get(JAVA_LONG, 336), "mask");
            assertEquals(1, request.get(JAVA_INT, 560), "lines");
        }
    }

    @Test
    void requestHasOneInputWithBothEdgesAndItsDebounce() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(GpioUapi.LINE_REQUEST);
            CharDevChip.encode(new GpioChip.InputRequest(5, "edge-infer", true, Bias.PULL_UP, 20_000), request);
            assertEquals(5, request.get(JAVA_INT, 0));
            assertEquals("edge-infer", request.getString(256));
            assertEquals(0x136, request.get(JAVA_LONG, 288));
            assertEquals(1, request.get(JAVA_INT, 296));
            assertEquals(3, request.get(JAVA_INT, 320), "DEBOUNCE");
            assertEquals(20_000, request.get(JAVA_INT, 328), "µs");
            assertEquals(1, request.get(JAVA_LONG, 336), "mask");
            assertEquals(1, request.get(JAVA_INT, 560), "lines");
            assertEquals(64, request.get(JAVA_INT, 564), "edges kept");

            MemorySegment plain = arena.allocate(GpioUapi.LINE_REQUEST);
            CharDevChip.encode(new GpioChip.InputRequest(5, "edge-infer", false, Bias.AS_IS, 0), plain);
            assertEquals(0, plain.get(JAVA_INT, 296), "no attribute");
        }
    }

    @Test
    void edgesAreReadAsTheKernelWritesThem() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = arena.allocate(2 * 48);
            events.set(JAVA_LONG, 0, 1_234_567_890_123L);
            events.set(JAVA_INT, 8, 1);
            events.set(JAVA_LONG, 48, 1_234_567_890_999L);
            events.set(JAVA_INT, 56, 2);
            assertEquals(
                    List.of(
                            new GpioInput.Edge(true, 1_234_567_890_123L),
                            new GpioInput.Edge(false, 1_234_567_890_999L)),
                    CharDevInput.decode(events));
            assertEquals(List.of(), CharDevInput.decode(events.asSlice(0, 0)));
        }
    }

    @Test
    void closedInputIsNeverReadByItsOldDescriptor() {
        CharDevInput input = new CharDevInput("/dev/null", Libc.open(Path.of("/dev/null")));
        assertEquals(List.of(), input.read());
        assertThrows(KernelCallException.class, input::isActive);
        input.close();
        input.close();
        assertThrows(IllegalStateException.class, input::read);
        assertThrows(IllegalStateException.class, input::descriptor);
    }

    @Test
    void missingNodeIsAnErrorWithTheWordsOfTheKernel() {
        KernelCallException missing =
                assertThrows(KernelCallException.class, () -> new CharDevChip(Path.of("/nowhere/gpiochip0")));
        assertEquals("open on /nowhere/gpiochip0 failed: No such file or directory (errno 2)", missing.getMessage());
    }

    @Test
    void nodeThatIsNoChipRefusesTheCallsOfOne() {
        try (CharDevChip chip = new CharDevChip(Path.of("/dev/null"))) {
            KernelCallException refused = assertThrows(KernelCallException.class, chip::info);
            assertEquals(
                    "GPIO_GET_CHIPINFO on /dev/null failed: Inappropriate ioctl for device (errno 25)",
                    refused.getMessage());
            assertThrows(KernelCallException.class, () -> chip.line(0));
            assertThrows(
                    KernelCallException.class,
                    () -> chip.request(new GpioChip.Request(0, "edge-infer", false, Bias.AS_IS, false)));
        }
    }

    @Test
    void closedLineIsNeverDrivenByItsOldDescriptor() {
        CharDevLine line = new CharDevLine("/dev/null", Libc.open(Path.of("/dev/null")));
        line.close();
        line.close();
        assertThrows(IllegalStateException.class, () -> line.set(true));
    }

    @Test
    void chipsAreListedByNumberAndOldLinksAreNot(@TempDir Path directory) throws IOException {
        for (String name : List.of("gpiochip10", "gpiochip2", "gpiochip0", "gpiomem", "null")) {
            Files.createFile(directory.resolve(name));
        }
        Path link = Files.createSymbolicLink(directory.resolve("gpiochip4"), directory.resolve("gpiochip0"));
        CharDevChips chips = new CharDevChips(directory);
        assertEquals(
                List.of("gpiochip0", "gpiochip2", "gpiochip10"),
                chips.paths().stream()
                        .map(path -> path.getFileName().toString())
                        .toList());
        Path first = directory.toRealPath().resolve("gpiochip0");
        for (String chip : List.of("0", "4", "gpiochip0", "gpiochip4", link.toString())) {
            assertEquals(first, chips.node(chip), chip);
        }
        assertEquals(directory.resolve("gpiochip7"), chips.node("7"));
        assertEquals(directory.resolve("pinctrl-rp1"), chips.node("pinctrl-rp1"));
    }
}
