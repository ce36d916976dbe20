package dev.edgeinfer.gpio;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.GpioConfig.Provider;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.event.InputStates;
import dev.edgeinfer.gpio.FakeChips.Chip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** GPIO lines on a fake chip of three lines, and on a clock that only the test moves. */
abstract class LinesOnFakeChips {

    static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    final Chip chip = new Chip("pinctrl-rp1", "GPIO1", "GPIO17", "GPIO27");
    final FakeChips chips = FakeChips.of(chip);
    final List<LineStatus> changes = new CopyOnWriteArrayList<>();
    final InputStates states = new InputStates();

    /** Edges of inputs, in order: name and {@code +} or {@code -}. */
    final List<String> edges = new ArrayList<>();

    /** So that the clock overflows on the way, as {@link System#nanoTime} may. */
    static final long BEGIN = Long.MAX_VALUE - SECOND;

    static final Instant WALL = Instant.parse("2026-11-29T12:00:00Z");
    long now = BEGIN;
    GpioLines lines;

    @AfterEach
    void closeLeavesNothingOpen() {
        if (lines != null) {
            lines.close();
            lines.close();
        }
        assertEquals(0, chips.openDescriptors);
        assertEquals(0, chips.openPollers);
    }

    /** All changes so far, in order; they are told on a thread of their own. */
    void assertTold(LineStatus... expected) {
        await().untilAsserted(() -> assertEquals(List.of(expected), changes));
    }

    void open(Provider provider, List<LineConfig> listed, String... linesOfRules) {
        Map<String, LineConfig> configs = new LinkedHashMap<>();
        listed.forEach(line -> configs.put(line.name(), line));
        open(new GpioConfig(provider, configs), changes::add, linesOfRules);
    }

    void open(Consumer<LineStatus> onChange, String... linesOfRules) {
        open(new GpioConfig(Provider.CHARDEV, Map.of()), onChange, linesOfRules);
    }

    void open(GpioConfig config, Consumer<LineStatus> onChange, String... linesOfRules) {
        List<RuleConfig> rules =
                List.of(linesOfRules).stream().map(LinesOnFakeChips::rule).toList();
        lines = new GpioLines(
                config,
                rules,
                chips,
                states,
                (input, active) -> edges.add(input.name() + (active ? "+" : "-")),
                onChange,
                () -> now,
                () -> WALL.plusNanos(now - BEGIN));
    }

    /** Lets time pass up to the moment, doing what is due on the way. */
    void until(long moment) {
        while (lines.deadline().isPresent() && lines.deadline().getAsLong() - moment <= 0) {
            now = lines.deadline().getAsLong();
            lines.advance();
        }
        now = moment;
    }

    static LineConfig lamp(boolean activeLow, LineState initial, LineState shutdown) {
        return new LineConfig("lamp", Optional.empty(), "GPIO17", activeLow, Bias.AS_IS, initial, shutdown);
    }

    static RuleConfig rule(String line) {
        return new RuleConfig(
                "visitor",
                new RuleConfig.When("person", 0.5, Duration.ZERO, List.of()),
                List.of(new RuleConfig.GpioOutput(
                        line, RuleConfig.Mode.FOLLOW, Duration.ofMillis(500), Duration.ofSeconds(5))),
                List.of());
    }

    static LineStatus available(String line, int offset, int value) {
        return status(line, "pinctrl-rp1", offset, value, "chardev");
    }

    static LineStatus simulated(String line, int offset, int value) {
        return status(line, "simulated", offset, value, "simulated");
    }

    static LineStatus status(String line, String chip, int offset, int value, String provider) {
        return new LineStatus(
                line,
                chip,
                OptionalInt.of(offset),
                "output",
                OptionalInt.of(value),
                provider,
                Optional.empty(),
                Optional.of(LineStatus.Signal.STEADY),
                Optional.empty(),
                Optional.empty());
    }

    static LineStatus unavailable(String line, String error) {
        return new LineStatus(
                line,
                "",
                OptionalInt.empty(),
                "output",
                OptionalInt.empty(),
                "chardev",
                Optional.of(error),
                Optional.of(LineStatus.Signal.STEADY),
                Optional.empty(),
                Optional.empty());
    }
}
