package dev.edgeinfer.gpio;

import dev.edgeinfer.config.InputConfig;
import dev.edgeinfer.event.InputStates;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inputs of the configuration, and the one thread that waits for their edges. It alone opens and closes the lines, so
 * that it never waits for a descriptor that has become another file's.
 *
 * <p>Life cycle: {@link #start} once, {@link #close}; tests call {@link #turn} instead of the first.
 */
final class InputLines implements AutoCloseable {

    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_CLOSE_MILLIS = 200;

    private static final Logger log = LoggerFactory.getLogger(InputLines.class);

    private final Map<String, InputLine> lines = new LinkedHashMap<>();
    private final EdgePoller poller;
    private final LongSupplier clock;
    private final Thread thread =
            Thread.ofPlatform().name("gpio-inputs").daemon().unstarted(this::run);
    private volatile boolean closed;

    /**
     * @param offsets the offsets of simulated lines by name; empty: the lines are real
     * @param onEdge as that of {@link InputLine}
     */
    InputLines(
            Collection<InputConfig> inputs,
            GpioChips chips,
            Map<String, Integer> offsets,
            InputStates states,
            EdgeListener onEdge,
            Consumer<LineStatus> onChange,
            LongSupplier clock) {
        this.clock = clock;
        // Binding the calls of the kernel takes a twentieth of a start.
        this.poller = inputs.isEmpty() ? EdgePoller.NONE : chips.poller();
        LineFinder finder = new LineFinder(chips);
        inputs.forEach(input -> lines.put(
                input.name(), new InputLine(input, finder, states, onEdge, onChange, clock, offset(offsets, input))));
        if (!lines.isEmpty()) {
            log.info("GPIO inputs {}", lines.keySet());
        }
        lines.values().forEach(InputLine::check);
    }

    private static OptionalInt offset(Map<String, Integer> offsets, InputConfig input) {
        Integer offset = offsets.get(input.name());
        return offset == null ? OptionalInt.empty() : OptionalInt.of(offset);
    }

    void start() {
        if (!lines.isEmpty()) {
            thread.start();
        }
    }

    boolean has(String line) {
        return lines.containsKey(line);
    }

    List<LineStatus> status() {
        return lines.values().stream().map(InputLine::status).toList();
    }

    /** Sets the state of a simulated line. @return whether it is simulated */
    boolean simulate(String line, boolean active) {
        return lines.get(line).simulate(active);
    }

    /** Puts real lines in the place of simulated ones. */
    void useChips() {
        lines.values().forEach(InputLine::useChip);
        poller.wake();
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (RuntimeException | Error e) {
                log.error("the reading of GPIO inputs failed; it goes on", e);
                pause();
            }
        }
        release();
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(LONGEST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens what is due, waits for edges for a second at most, and takes them. */
    void turn() {
        lines.values().forEach(InputLine::check);
        Map<GpioInput, InputLine> open = new LinkedHashMap<>();
        lines.values().forEach(line -> line.input().ifPresent(input -> open.put(input, line)));
        poller.await(open.keySet(), patience()).forEach(input -> open.get(input).read());
        lines.values().forEach(InputLine::advance);
    }

    private long patience() {
        long now = clock.getAsLong();
        return lines.values().stream()
                .map(InputLine::deadline)
                .flatMapToLong(OptionalLong::stream)
                .map(deadline -> Math.max(0, deadline - now))
                .reduce(LONGEST_WAIT, Math::min);
    }

    /** Releases every line. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            release();
            return;
        }
        poller.wake();
        try {
            if (!thread.join(Duration.ofMillis(LONGEST_CLOSE_MILLIS))) {
                log.warn("GPIO inputs are not released within {} ms: a call hangs", LONGEST_CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        lines.values().forEach(InputLine::close);
        poller.close();
    }
}
