package dev.edgeinfer.gpio;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalState;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.event.LineDemand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One output line over its life: opened, driven, lost, opened again. It remembers what was last asked of it, so that a
 * line that comes back has the state that is wanted now, from its first moment on.
 *
 * <p>What rules ask gives way to an override, and an override to nothing but its end: not to a camera that is lost, nor to
 * rules that fail, because a person asked for it. {@link #close} alone ends both.
 *
 * <p>While it is unavailable it is tried again ({@link Retries}). Callers may be on any thread. Who calls
 * {@link #advance} no later than {@link #deadline} makes waveforms and ends overrides.
 */
final class OutputLine {

    private static final Logger log = LoggerFactory.getLogger(OutputLine.class);

    private final Context context;
    private final DigitalOutputProvider provider;
    private final LineConfig config;
    private final int address;
    private final Consumer<LineStatus> onChange;
    private final LongSupplier clock;
    private final InstantSource wallClock;
    private final Retries retries;

    private GpioOutput output;
    private boolean closed;

    private OutputWish wish;

    /** What the line does now, since when. */
    private Waveform waveform;

    private long began;

    private boolean active;
    private Optional<String> error;
    private LineStatus told;
    private volatile LineStatus status;

    /**
     * @param address unique among the outputs of the context
     * @param onChange told of every new status but for the edges of a waveform, while this object is locked, and so must
     *     not wait
     * @param clock monotonic nanoseconds; it may be opened from now on
     */
    OutputLine(
            Context context,
            DigitalOutputProvider provider,
            LineConfig config,
            int address,
            Consumer<LineStatus> onChange,
            LongSupplier clock,
            InstantSource wallClock) {
        this.context = context;
        this.provider = provider;
        this.config = config;
        this.address = address;
        this.onChange = onChange;
        this.clock = clock;
        this.wallClock = wallClock;
        this.began = clock.getAsLong();
        this.retries = new Retries(began);
        this.wish = new OutputWish(LineDemand.steady(config.initial() == LineState.ACTIVE));
        this.waveform = wish.waveform(isActiveAtShutdown());
        this.error = Optional.of("GPIO line \"%s\": not opened yet".formatted(config.name()));
        this.status = current();
        this.told = status;
    }

    LineStatus status() {
        return status;
    }

    /** Takes a demand of rules; a line that is overridden or unavailable takes it when it is not so any more. */
    synchronized void demand(LineDemand wanted) {
        if (closed) {
            return;
        }
        wish.demand(wanted);
        follow();
    }

    /** Takes note of the rule that decides what is demanded next. */
    synchronized void decidedBy(Optional<String> name) {
        if (!closed) {
            wish.decidedBy(name);
            status = current();
        }
    }

    /** Holds the line in a state, whatever rules ask, until it is released, closed or the timeout is over. */
    synchronized void override(boolean wanted, Optional<Duration> timeout, String by) {
        if (closed) {
            return;
        }
        var held = new LineStatus.Held(wanted, timeout.map(wallClock.instant()::plus), by);
        wish.hold(
                held,
                timeout.isPresent()
                        ? OptionalLong.of(clock.getAsLong() + timeout.get().toNanos())
                        : OptionalLong.empty());
        follow();
    }

    /** Gives the line back to the rules. */
    synchronized void release() {
        if (!closed) {
            wish.release();
            follow();
        }
    }

    /** Looks after the line: opens it when it is time to, else reads it, which shows whether it is still there. */
    synchronized void check() {
        if (output != null) {
            attempt(() -> {});
        } else if (!closed && retries.isDue(clock.getAsLong())) {
            attempt(() -> output = (GpioOutput) provider.create(outputConfig()));
        }
    }

    /** Does what is due by now: the edge of a waveform, the end of an override. */
    synchronized void advance() {
        if (wish.isHeldTooLong(clock.getAsLong())) {
            log.info("GPIO line \"{}\": the override is over", config.name());
            wish.release();
            follow();
        } else if (output != null && !waveform.isSteady()) {
            drive();
        }
    }

    /** When {@link #advance} has something to do at the latest; empty: not before something is asked of it. */
    synchronized OptionalLong deadline() {
        OptionalLong edge = output == null ? OptionalLong.empty() : waveform.nextEdge(clock.getAsLong() - began);
        // While it is held there are no edges.
        return edge.isPresent() ? OptionalLong.of(began + edge.getAsLong()) : wish.heldUntil();
    }

    /** Takes over what is asked of another line, which is abandoned: its driver has come. */
    synchronized void replace(OutputLine other) {
        synchronized (other) {
            wish = other.wish;
            waveform = other.waveform;
            began = other.began;
            other.abandon();
        }
    }

    /** Lets go of the line without a change of its state; later calls do nothing. */
    private void abandon() {
        closed = true;
        letGo();
    }

    /** Leaves the line in its shutdown state; later calls do nothing. */
    synchronized void close() {
        if (closed) {
            return;
        }
        wish.release();
        demand(LineDemand.SHUTDOWN);
        closed = true;
        letGo();
    }

    /** Does what is asked now, at once; a waveform that is asked for again goes on as it was. */
    private void follow() {
        Waveform wanted = wish.waveform(isActiveAtShutdown());
        if (!wanted.equals(waveform)) {
            waveform = wanted;
            began = clock.getAsLong();
        }
        if (output == null) {
            publish();
        } else {
            attempt(this::set);
        }
    }

    /** Sets what the waveform says, without a look whether the chip obeys: {@link #check} looks. */
    private void drive() {
        try {
            set();
            publish();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void set() {
        active = isWantedActive();
        output.state(DigitalState.getState(active));
    }

    /** Does something to the line and reads its state back; a failure makes the line unavailable. */
    private void attempt(Runnable action) {
        try {
            action.run();
            active = output.state().isHigh();
            if (error.isPresent() && retries.succeeded()) {
                log.info("GPIO line \"{}\" is back", config.name());
            }
            error = Optional.empty();
            publish();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        letGo();
        retries.failed(clock.getAsLong());
        Optional<String> sentence = Optional.of(GpioProblems.sentence(config, e));
        if (!error.equals(sentence)) {
            log.warn("{} (tried again by itself)", sentence.get());
        }
        error = sentence;
        publish();
    }

    private void letGo() {
        if (output != null) {
            DigitalOutput released = output;
            output = null;
            context.shutdown(released);
        }
    }

    private void publish() {
        LineStatus next = current();
        status = next;
        if (next.isNewsAfter(told)) {
            told = next;
            onChange.accept(next);
        }
    }

    private LineStatus current() {
        boolean available = error.isEmpty();
        return new LineStatus(
                config.name(),
                available ? output.chip() : config.chip().orElse(""),
                available ? OptionalInt.of(output.offset()) : OptionalInt.empty(),
                LineStatus.OUTPUT,
                available ? OptionalInt.of(active ? 1 : 0) : OptionalInt.empty(),
                provider.id(),
                error,
                Optional.of(wish.signal()),
                wish.rule(),
                wish.held());
    }

    private boolean isWantedActive() {
        return waveform.isActive(clock.getAsLong() - began);
    }

    private boolean isActiveAtShutdown() {
        return config.shutdown() == LineState.ACTIVE;
    }

    private DigitalOutputConfig outputConfig() {
        active = isWantedActive();
        return DigitalOutput.newConfigBuilder(context)
                .id(config.name())
                .name(config.name())
                .address(address)
                .initial(DigitalState.getState(active))
                .shutdown(DigitalState.getState(isActiveAtShutdown()))
                .build();
    }
}
