package dev.edgeinfer.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.event.InputStates;
import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.event.LineOutput;
import dev.edgeinfer.event.LineOverride;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPIO lines of the configuration: outputs that it lists, outputs that only its rules name, and inputs. Each is held from
 * the start to {@link #close}. A line that cannot be had or is lost never stops the daemon: it is unavailable, its status
 * and one log line say why, and it is tried again.
 *
 * <p>Once a second every line is read, which is how an unplugged chip is noticed while nothing is switched. With provider
 * {@code auto} on a machine without a chip the lines are simulated until one comes. All methods may be called from any
 * thread.
 */
public final class GpioLines implements LineOutput, LineOverride, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GpioLines.class);

    private final Map<String, LineConfig> configs;
    private final GpioChips chips;
    private final LongSupplier clock;
    private final InstantSource wallClock;
    private final ScheduledExecutorService watch;
    private final LineTimer timer;
    private final ChangeFeed changes;
    private final Map<String, Integer> simulatedOffsets;
    private final InputLines inputs;

    /** Held for writing only while all lines change their provider. */
    private final ReadWriteLock providers = new ReentrantReadWriteLock();

    private volatile Provided provided;

    /** The lines as one provider has them; a stand-in is simulated only because there is no chip. */
    private record Provided(Context context, Map<String, OutputLine> lines, boolean standIn) {}

    /**
     * Opens the lines.
     *
     * @param rules rules of the configuration, for the lines that it does not list
     * @param states is told how inputs stand
     * @param edges is told of their edges after that
     * @param onChange told of every new status but for the edges of a waveform, in order, on a thread of its own; if it is
     *     far behind, the oldest are left out
     */
    public static GpioLines open(
            GpioConfig config,
            Collection<RuleConfig> rules,
            InputStates states,
            EdgeListener edges,
            Consumer<LineStatus> onChange) {
        GpioLines lines = new GpioLines(
                config, rules, new CharDevChips(), states, edges, onChange, System::nanoTime, InstantSource.system());
        lines.watch.scheduleWithFixedDelay(lines::check, 1, 1, TimeUnit.SECONDS);
        lines.timer.start();
        lines.inputs.start();
        return lines;
    }

    GpioLines(
            GpioConfig config,
            Collection<RuleConfig> rules,
            GpioChips chips,
            InputStates states,
            EdgeListener edges,
            Consumer<LineStatus> onChange,
            LongSupplier clock,
            InstantSource wallClock) {
        this.clock = clock;
        this.wallClock = wallClock;
        this.changes = new ChangeFeed(onChange);
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("gpio-watch").daemon().factory());
        this.configs = OutputConfigs.of(config, rules);
        this.chips = chips;
        boolean simulated = chips.isSimulated(config.provider());
        Map<String, String> kernelNames = new LinkedHashMap<>();
        configs.forEach((name, line) -> kernelNames.put(name, line.line()));
        config.inputs().forEach((name, input) -> kernelNames.put(name, input.line()));
        this.simulatedOffsets = SimulatedOutputProvider.offsets(kernelNames);
        this.timer = new LineTimer(this::advance, this::deadline, clock);
        this.provided = provide(simulated, simulated && config.provider() == GpioConfig.Provider.AUTO);
        this.inputs = new InputLines(
                config.inputs().values(),
                chips,
                simulated ? simulatedOffsets : Map.of(),
                states,
                edges,
                changes::tell,
                clock);
        check();
    }

    private Provided provide(boolean simulated, boolean standIn) {
        DigitalOutputProvider provider =
                simulated ? new SimulatedOutputProvider(simulatedOffsets) : new CharDevOutputProvider(chips, configs);
        // By hand, because Pi4J's own detection takes every plugin of the class path and asks which board this is.
        Context context = Pi4J.newContextBuilder().add(provider).build();
        Map<String, OutputLine> lines = new LinkedHashMap<>();
        configs.forEach((name, line) -> lines.put(
                name, new OutputLine(context, provider, line, lines.size(), changes::tell, clock, wallClock)));
        if (!lines.isEmpty()) {
            log.info("GPIO lines {} by provider {}", lines.keySet(), provider.id());
        }
        return new Provided(context, lines, standIn);
    }

    /** @throws IllegalArgumentException when no rule and no line of the configuration has the name */
    @Override
    public void demand(String line, LineDemand demand) {
        onOutput(line, output -> output.demand(demand));
    }

    @Override
    public void decidedBy(String line, Optional<String> rule) {
        onOutput(line, output -> output.decidedBy(rule));
    }

    @Override
    public void override(String line, boolean active, Optional<Duration> timeout, String by) {
        timeout.ifPresent(LineOverride::verifyTimeout);
        onOutput(line, output -> output.override(active, timeout, by));
        log.info(
                "GPIO line \"{}\": held {} by {}{}",
                line,
                active ? "active" : "inactive",
                by,
                timeout.map(time -> " for %d ms".formatted(time.toMillis())).orElse(""));
    }

    @Override
    public void release(String line, String by) {
        onOutput(line, OutputLine::release);
        log.info("GPIO line \"{}\": given back to the rules by {}", line, by);
    }

    /**
     * Sets the state of an input that is simulated, as if somebody had pressed the button.
     *
     * @throws IllegalArgumentException when there is no such input, or it is real; the message is for people
     */
    public void simulate(String line, boolean active) {
        if (!inputs.has(line)) {
            throw new IllegalArgumentException("line \"%s\" is no input".formatted(line));
        }
        if (!inputs.simulate(line, active)) {
            throw new IllegalArgumentException(
                    "input \"%s\" is real: it has the state of what is wired to it".formatted(line));
        }
    }

    private void onOutput(String line, Consumer<OutputLine> action) {
        if (!configs.containsKey(line)) {
            throw new IllegalArgumentException(
                    inputs.has(line)
                            ? "line \"%s\" is an input".formatted(line)
                            : "line \"%s\" is none of %s".formatted(line, configs.keySet()));
        }
        providers.readLock().lock();
        try {
            OutputLine output = provided.lines.get(line);
            action.accept(output);
            if (output.deadline().isPresent()) {
                timer.wake();
            }
        } finally {
            providers.readLock().unlock();
        }
    }

    /** How the lines stand, listed outputs first, inputs last; does not touch them. */
    public List<LineStatus> lines() {
        return Stream.concat(provided.lines.values().stream().map(OutputLine::status), inputs.status().stream())
                .toList();
    }

    /** That lines are simulated although nobody asked for that; empty: it is not so. */
    public Optional<String> standIn() {
        return provided.standIn && !simulatedOffsets.isEmpty()
                ? Optional.of(
                        "this machine has no GPIO chip, so the lines %s are simulated until one comes; set gpio.provider to simulated if that is meant"
                                .formatted(
                                        lines().stream().map(LineStatus::line).collect(Collectors.joining(", "))))
                : Optional.empty();
    }

    /** Opens what is due, and notices what is gone or has come. */
    void check() {
        if (provided.standIn && !chips.paths().isEmpty()) {
            useChips();
        }
        provided.lines.values().forEach(OutputLine::check);
        timer.wake();
    }

    /** Does what is due on outputs. */
    void advance() {
        provided.lines.values().forEach(OutputLine::advance);
    }

    /** When something is due on an output. */
    OptionalLong deadline() {
        return provided.lines.values().stream()
                .map(OutputLine::deadline)
                .flatMapToLong(OptionalLong::stream)
                .reduce((one, other) -> one - other < 0 ? one : other);
    }

    /** The inputs, for tests, which have no thread that turns them. */
    InputLines inputs() {
        return inputs;
    }

    /** Puts real lines, with what was asked of them so far, in the place of simulated ones. */
    private void useChips() {
        providers.writeLock().lock();
        try {
            if (watch.isShutdown()) {
                return;
            }
            Provided standIn = provided;
            Provided real = provide(false, false);
            standIn.lines.forEach((name, line) -> real.lines.get(name).replace(line));
            provided = real;
            standIn.context.shutdown();
            inputs.useChips();
        } finally {
            providers.writeLock().unlock();
        }
    }

    /**
     * Puts every output into its shutdown state, whatever holds it, and releases all lines; close what makes demands
     * before.
     */
    @Override
    public void close() {
        watch.shutdownNow();
        timer.close();
        providers.readLock().lock();
        try {
            Provided last = provided;
            last.lines.values().forEach(OutputLine::close);
            if (!last.context.isShutdown()) {
                last.context.shutdown();
            }
        } finally {
            providers.readLock().unlock();
        }
        inputs.close();
        changes.close();
    }
}
