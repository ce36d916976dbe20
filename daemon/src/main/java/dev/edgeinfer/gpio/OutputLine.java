package dev.edgeinfer.gpio;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalState;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.event.LineDemand;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One output line over its life: opened, driven, lost, opened again. It remembers what was last asked of it, so that a
 * line that comes back has the state that the rules want now, from its first moment on.
 *
 * <p>While it is unavailable it is tried again after 1 s, doubled up to 30 s. Callers may be on any thread.
 */
final class OutputLine {

    static final long FIRST_BACK_OFF = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_BACK_OFF = TimeUnit.SECONDS.toNanos(30);

    private static final Logger log = LoggerFactory.getLogger(OutputLine.class);

    private final Context context;
    private final DigitalOutputProvider provider;
    private final LineConfig config;
    private final int address;
    private final Consumer<LineStatus> onChange;

    private GpioOutput output;
    private boolean wanted;
    private boolean closed;
    private long retryAt;
    private long backOff;
    private volatile LineStatus status;

    /**
     * @param address unique among the outputs of the context
     * @param onChange told of every new status, while this object is locked, and so must not wait
     * @param now when it may be opened first
     */
    OutputLine(
            Context context,
            DigitalOutputProvider provider,
            LineConfig config,
            int address,
            Consumer<LineStatus> onChange,
            long now) {
        this.context = context;
        this.provider = provider;
        this.config = config;
        this.address = address;
        this.onChange = onChange;
        this.wanted = config.initial() == LineState.ACTIVE;
        this.retryAt = now;
        this.status = unavailable("GPIO line \"%s\": not opened yet".formatted(config.name()));
    }

    LineStatus status() {
        return status;
    }

    /** Takes a demand; a line that is unavailable takes it when it comes back. */
    synchronized void demand(LineDemand demand, long now) {
        wanted = switch (demand) {
            case ACTIVE -> true;
            case INACTIVE -> false;
            case SHUTDOWN -> config.shutdown() == LineState.ACTIVE;
        };
        if (output != null) {
            attempt(() -> output.state(DigitalState.getState(wanted)), now);
        }
    }

    /** Looks after the line: opens it when it is time to, else reads it, which shows whether it is still there. */
    synchronized void check(long now) {
        if (output != null) {
            attempt(() -> {}, now);
        } else if (!closed && now - retryAt >= 0) {
            attempt(() -> output = (GpioOutput) provider.create(outputConfig()), now);
        }
    }

    /** The state that was last asked of it. */
    synchronized LineDemand wanted() {
        return wanted ? LineDemand.ACTIVE : LineDemand.INACTIVE;
    }

    /** Lets go of the line without a change of its state; later calls do nothing. */
    synchronized void abandon() {
        closed = true;
        release();
    }

    /** Leaves the line in its shutdown state; later calls do nothing. */
    synchronized void close(long now) {
        demand(LineDemand.SHUTDOWN, now);
        closed = true;
        release();
    }

    /** Does something to the line and reads its state back; a failure makes the line unavailable. */
    private void attempt(Runnable action, long now) {
        try {
            action.run();
            boolean active = output.state().isHigh();
            if (status.error().isPresent() && backOff > 0) {
                log.info("GPIO line \"{}\" is back", config.name());
            }
            backOff = 0;
            publish(available(active));
        } catch (RuntimeException e) {
            release();
            backOff = Math.clamp(2 * backOff, FIRST_BACK_OFF, LONGEST_BACK_OFF);
            retryAt = now + backOff;
            String sentence = GpioProblems.sentence(config, e);
            if (!status.error().equals(Optional.of(sentence))) {
                log.warn("{} (tried again by itself)", sentence);
            }
            publish(unavailable(sentence));
        }
    }

    private void release() {
        if (output != null) {
            DigitalOutput released = output;
            output = null;
            context.shutdown(released);
        }
    }

    private void publish(LineStatus next) {
        if (!next.equals(status)) {
            status = next;
            onChange.accept(next);
        }
    }

    private LineStatus available(boolean active) {
        return new LineStatus(
                config.name(),
                output.chip(),
                OptionalInt.of(output.offset()),
                "output",
                OptionalInt.of(active ? 1 : 0),
                provider.id(),
                Optional.empty());
    }

    private LineStatus unavailable(String sentence) {
        return new LineStatus(
                config.name(),
                config.chip().orElse(""),
                OptionalInt.empty(),
                "output",
                OptionalInt.empty(),
                provider.id(),
                Optional.of(sentence));
    }

    private DigitalOutputConfig outputConfig() {
        return DigitalOutput.newConfigBuilder(context)
                .id(config.name())
                .name(config.name())
                .address(address)
                .initial(DigitalState.getState(wanted))
                .shutdown(DigitalState.getState(config.shutdown() == LineState.ACTIVE))
                .build();
    }
}
