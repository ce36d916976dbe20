package dev.edgeinfer.gpio;

import dev.edgeinfer.config.InputConfig;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.event.InputStates;
import dev.edgeinfer.gpio.GpioInput.Edge;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One input line over its life: opened, read, lost, opened again. It tells how it stands to {@link InputStates}, and of
 * each change from one known state to the other to whoever acts on edges: what a line is when it is opened, or opened
 * again, is no edge.
 *
 * <p>While it is unavailable its state is unknown and it is tried again ({@link Retries}). It is opened, read and closed
 * on one thread; {@link #simulate} and {@link #status} are for any.
 */
final class InputLine {

    private static final long CHECKED_EVERY = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(InputLine.class);

    private final InputConfig config;
    private final LineConfig place;
    private final LineFinder finder;
    private final InputStates states;
    private final EdgeListener onEdge;
    private final Consumer<LineStatus> onChange;
    private final LongSupplier clock;
    private final Retries retries;

    /** The offset that it has while it is simulated; empty: it is real. */
    private OptionalInt simulated;

    private Optional<LineFinder.TakenInput> taken = Optional.empty();
    private Optional<Boolean> known = Optional.empty();
    private Optional<String> error;
    private Debounce debounce = new Debounce(0, false);
    private long checkedAt;
    private boolean closed;
    private volatile LineStatus status;

    /**
     * @param onEdge told of a change of the line, and what it has become
     * @param onChange told of every new status; both while this object is locked, and so must not wait
     * @param simulated the offset that it is to have on a chip that is not there; empty: it is real
     */
    InputLine(
            InputConfig config,
            LineFinder finder,
            InputStates states,
            EdgeListener onEdge,
            Consumer<LineStatus> onChange,
            LongSupplier clock,
            OptionalInt simulated) {
        this.config = config;
        this.place = LineFinder.lineOf(config);
        this.finder = finder;
        this.states = states;
        this.onEdge = onEdge;
        this.onChange = onChange;
        this.clock = clock;
        this.simulated = simulated;
        this.retries = new Retries(clock.getAsLong());
        this.error = Optional.of("GPIO line \"%s\": not opened yet".formatted(config.name()));
        this.status = current();
    }

    LineStatus status() {
        return status;
    }

    /** What can be waited for; empty while there is nothing. */
    synchronized Optional<GpioInput> input() {
        return taken.map(LineFinder.TakenInput::input);
    }

    /** Sets the state of a line that is simulated. @return whether it is */
    synchronized boolean simulate(boolean active) {
        if (simulated.isPresent() && !closed) {
            settle(active);
        }
        return simulated.isPresent();
    }

    /** Puts the real line, which has come, in the place of the simulated one. */
    synchronized void useChip() {
        simulated = OptionalInt.empty();
        error = Optional.of("GPIO line \"%s\": not opened yet".formatted(config.name()));
        forget();
    }

    /** Looks after the line: opens it when it is time to, else looks once a second whether it is still there. */
    synchronized void check() {
        long now = clock.getAsLong();
        if (closed) {
            return;
        }
        if (simulated.isPresent()) {
            error = Optional.empty();
            settle(known.orElse(false));
        } else if (taken.isEmpty()) {
            if (retries.isDue(now)) {
                attempt(this::open);
            }
        } else if (now - checkedAt >= CHECKED_EVERY) {
            checkedAt = now;
            // An edge that the kernel had no room for is found in this way.
            attempt(() -> look(taken.get().input().isActive(), now));
        }
    }

    /** Takes the edges that are there; only when there are some, or the line is gone. */
    synchronized void read() {
        taken.ifPresent(line -> attempt(() -> {
            for (Edge edge : line.input().read()) {
                look(edge.active(), edge.nanos());
            }
        }));
    }

    /** Does what is due by now: a level that has lasted long enough. */
    synchronized void advance() {
        debounce.advance(clock.getAsLong()).ifPresent(this::settle);
    }

    /** When {@link #advance} has something to do; empty: not before an edge. */
    synchronized OptionalLong deadline() {
        return debounce.deadline();
    }

    /** Releases the line; later calls do nothing. */
    synchronized void close() {
        closed = true;
        letGo();
    }

    private void open() {
        LineFinder.TakenInput line = finder.take(config);
        taken = Optional.of(line);
        boolean active = line.input().isActive();
        debounce = new Debounce(line.debounced() ? 0 : config.debounce().toNanos(), active);
        checkedAt = clock.getAsLong();
        error = Optional.empty();
        if (retries.succeeded()) {
            log.info("GPIO line \"{}\" is back", config.name());
        }
        settle(active);
    }

    private void look(boolean active, long nanos) {
        debounce.level(active, nanos).ifPresent(this::settle);
    }

    /** Does something with the line; a failure makes it unavailable. */
    private void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            RuntimeException cause = e;
            if (e instanceof KernelCallException call && taken.isPresent()) {
                cause = GpioProblems.failed(place, taken.get().place(), call);
            }
            letGo();
            retries.failed(clock.getAsLong());
            Optional<String> sentence = Optional.of(GpioProblems.sentence(place, cause));
            if (!error.equals(sentence)) {
                log.warn("{} (tried again by itself)", sentence.get());
            }
            error = sentence;
            forget();
        }
    }

    private void letGo() {
        taken.ifPresent(line -> line.input().close());
        taken = Optional.empty();
    }

    private void forget() {
        known = Optional.empty();
        debounce = new Debounce(0, false);
        states.unknown(config.name());
        publish();
    }

    private void settle(boolean active) {
        Optional<Boolean> before = known;
        known = Optional.of(active);
        publish();
        states.set(config.name(), active);
        if (before.isPresent() && before.get() != active) {
            onEdge.edge(config, active);
        }
    }

    private void publish() {
        LineStatus next = current();
        if (!next.equals(status)) {
            status = next;
            onChange.accept(next);
        }
    }

    private LineStatus current() {
        boolean available = error.isEmpty();
        return new LineStatus(
                config.name(),
                taken.map(line -> line.place().label())
                        .orElseGet(() -> simulated.isPresent()
                                ? SimulatedOutputProvider.NAME
                                : config.chip().orElse("")),
                available
                        ? taken.map(line -> OptionalInt.of(line.place().offset()))
                                .orElse(simulated)
                        : OptionalInt.empty(),
                LineStatus.INPUT,
                available && known.isPresent() ? OptionalInt.of(known.get() ? 1 : 0) : OptionalInt.empty(),
                simulated.isPresent() ? SimulatedOutputProvider.NAME : CharDevOutputProvider.NAME,
                error,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
