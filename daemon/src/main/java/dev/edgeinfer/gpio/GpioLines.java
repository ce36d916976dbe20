package dev.edgeinfer.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import dev.edgeinfer.config.GpioConfig;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.event.LineOutput;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPIO lines of the configuration: those that it lists and those that only its rules name. Each is held from the
 * start to {@link #close}. A line that cannot be had or is lost never stops the daemon: it is unavailable, its status and
 * one log line say why, and it is tried again.
 *
 * <p>Once a second every line is read, which is how an unplugged chip is noticed while nothing is switched. With provider
 * {@code auto} on a machine without a chip the lines are simulated until one comes. All methods may be called from any
 * thread.
 */
public final class GpioLines implements LineOutput, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GpioLines.class);

    private final Map<String, LineConfig> configs;
    private final GpioChips chips;
    private final LongSupplier clock;
    private final ScheduledExecutorService watch;
    private final ChangeFeed changes;

    /** Held for writing only while all lines change their provider. */
    private final ReadWriteLock providers = new ReentrantReadWriteLock();

    private volatile Provided provided;

    /** The lines as one provider has them; a stand-in is simulated only because there is no chip. */
    private record Provided(Context context, Map<String, OutputLine> lines, boolean standIn) {}

    /**
     * Opens the lines.
     *
     * @param rules rules of the configuration, for the lines that it does not list
     * @param onChange told of every new status, in order, on a thread of its own; if it is far behind, the oldest are
     *     left out
     */
    public static GpioLines open(GpioConfig config, Collection<RuleConfig> rules, Consumer<LineStatus> onChange) {
        GpioLines lines = new GpioLines(config, rules, new CharDevChips(), onChange, System::nanoTime);
        lines.watch.scheduleWithFixedDelay(lines::check, 1, 1, TimeUnit.SECONDS);
        return lines;
    }

    /** Tells what would keep lines from being opened, one sentence each, without opening any. */
    public static List<String> probe(GpioConfig config, Collection<RuleConfig> rules) {
        return probe(config, rules, new CharDevChips());
    }

    static List<String> probe(GpioConfig config, Collection<RuleConfig> rules, GpioChips chips) {
        if (isSimulated(config, chips)) {
            return List.of();
        }
        LineFinder finder = new LineFinder(chips);
        return lineConfigs(config, rules).values().stream()
                .flatMap(line -> finder.probe(line).stream())
                .toList();
    }

    GpioLines(
            GpioConfig config,
            Collection<RuleConfig> rules,
            GpioChips chips,
            Consumer<LineStatus> onChange,
            LongSupplier clock) {
        this.clock = clock;
        this.changes = new ChangeFeed(onChange);
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("gpio-watch").daemon().factory());
        this.configs = lineConfigs(config, rules);
        this.chips = chips;
        boolean simulated = isSimulated(config, chips);
        this.provided = provide(simulated, simulated && config.provider() == GpioConfig.Provider.AUTO);
        check();
    }

    private Provided provide(boolean simulated, boolean standIn) {
        DigitalOutputProvider provider =
                simulated ? new SimulatedOutputProvider(configs) : new CharDevOutputProvider(chips, configs);
        // By hand, because Pi4J's own detection takes every plugin of the class path and asks which board this is.
        Context context = Pi4J.newContextBuilder().add(provider).build();
        Map<String, OutputLine> lines = new LinkedHashMap<>();
        configs.forEach((name, line) -> lines.put(
                name, new OutputLine(context, provider, line, lines.size(), changes::tell, clock.getAsLong())));
        if (!lines.isEmpty()) {
            log.info("GPIO lines {} by provider {}", lines.keySet(), provider.id());
        }
        return new Provided(context, lines, standIn);
    }

    /** @throws IllegalArgumentException when no rule and no line of the configuration has the name */
    @Override
    public void demand(String line, LineDemand demand) {
        if (!configs.containsKey(line)) {
            throw new IllegalArgumentException("line \"%s\" is none of %s".formatted(line, configs.keySet()));
        }
        providers.readLock().lock();
        try {
            provided.lines.get(line).demand(demand, clock.getAsLong());
        } finally {
            providers.readLock().unlock();
        }
    }

    /** How the lines stand, listed ones first; does not touch them. */
    public List<LineStatus> lines() {
        return provided.lines.values().stream().map(OutputLine::status).toList();
    }

    /** That lines are simulated although nobody asked for that; empty: it is not so. */
    public Optional<String> standIn() {
        return provided.standIn && !configs.isEmpty()
                ? Optional.of(
                        "this machine has no GPIO chip, so the lines %s are simulated until one comes; set gpio.provider to simulated if that is meant"
                                .formatted(String.join(", ", configs.keySet())))
                : Optional.empty();
    }

    /** Opens what is due, and notices what is gone or has come. */
    void check() {
        if (provided.standIn && !chips.paths().isEmpty()) {
            useChips();
        }
        provided.lines.values().forEach(line -> line.check(clock.getAsLong()));
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
            standIn.lines.forEach((name, line) -> {
                real.lines.get(name).demand(line.wanted(), clock.getAsLong());
                line.abandon();
            });
            provided = real;
            standIn.context.shutdown();
        } finally {
            providers.writeLock().unlock();
        }
    }

    /** Puts every line into its shutdown state and releases it; close what makes demands before. */
    @Override
    public void close() {
        watch.shutdownNow();
        providers.readLock().lock();
        try {
            Provided last = provided;
            last.lines.values().forEach(line -> line.close(clock.getAsLong()));
            if (!last.context.isShutdown()) {
                last.context.shutdown();
            }
        } finally {
            providers.readLock().unlock();
        }
        changes.close();
    }

    private static boolean isSimulated(GpioConfig config, GpioChips chips) {
        return switch (config.provider()) {
            case SIMULATED -> true;
            case CHARDEV -> false;
            case AUTO -> chips.paths().isEmpty();
        };
    }

    private static Map<String, LineConfig> lineConfigs(GpioConfig config, Collection<RuleConfig> rules) {
        Map<String, LineConfig> configs = new LinkedHashMap<>(config.lines());
        rules.forEach(rule -> rule.lines().forEach(line -> configs.computeIfAbsent(line, GpioLines::unlisted)));
        return configs;
    }

    /** A line that only a rule names: {@code chip/line}, or a name that one chip has. */
    private static LineConfig unlisted(String name) {
        LineConfig line = LineConfig.unlisted(name);
        int slash = name.lastIndexOf('/');
        return slash < 0
                ? line
                : new LineConfig(
                        name,
                        Optional.of(name.substring(0, slash)),
                        name.substring(slash + 1),
                        line.activeLow(),
                        line.bias(),
                        line.initial(),
                        line.shutdown());
    }
}
