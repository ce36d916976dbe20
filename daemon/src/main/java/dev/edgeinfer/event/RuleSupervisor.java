package dev.edgeinfer.event;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a rule engine alive, on the one thread of {@link RuleRunner}. When the engine throws anything at all, every line
 * goes to its shutdown state at once, the engine is thrown away with its state, and a fresh one is made after a back-off
 * of 1 s, doubled up to 30 s. After {@value #MOST_FAILURES} failures with less than a minute between them it is left
 * down: what fails so reliably will not heal, and lines that flap are worse than lines that are off.
 */
final class RuleSupervisor {

    static final int MOST_FAILURES = 8;
    static final long FIRST_BACK_OFF = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_BACK_OFF = TimeUnit.SECONDS.toNanos(30);
    static final long HEALTHY_AFTER = TimeUnit.MINUTES.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(RuleSupervisor.class);

    private final Supplier<RuleEngine> engines;
    private final List<String> lines;
    private final LineOutput output;
    private final Runnable restarted;
    private final LongSupplier clock;

    private RuleEngine engine;
    private long startedAt;
    private OptionalLong restartAt;
    private int failuresInARow;
    private int failures;
    private volatile List<RuleStatus> rules = List.of();
    private volatile RuleEngineStatus status = new RuleEngineStatus(RuleEngineStatus.State.RUNNING, "", 0);

    /**
     * @param engines makes an engine without history
     * @param lines every line that the rules switch
     * @param restarted hears that an engine has taken the place of one that failed
     */
    RuleSupervisor(
            Supplier<RuleEngine> engines,
            Collection<String> lines,
            LineOutput output,
            Runnable restarted,
            LongSupplier clock) {
        this.engines = engines;
        this.lines = List.copyOf(lines);
        this.output = output;
        this.restarted = restarted;
        this.clock = clock;
        this.restartAt = OptionalLong.of(clock.getAsLong());
    }

    /** Runs one step on the engine; while the engine is down the step is dropped. */
    void run(Consumer<RuleEngine> step) {
        try {
            if (engine == null && isRestartDue()) {
                engine = engines.get();
                startedAt = clock.getAsLong();
                status = new RuleEngineStatus(RuleEngineStatus.State.RUNNING, "", failures);
                if (failures > 0) {
                    restarted.run();
                }
            }
            if (engine != null) {
                step.accept(engine);
                rules = engine.rules();
            }
        } catch (Throwable failure) {
            fail(failure);
        }
    }

    /** Puts the engine down and every line into its shutdown state. */
    void fail(Throwable failure) {
        long now = clock.getAsLong();
        boolean healthyBefore = engine != null && now - startedAt >= HEALTHY_AFTER;
        shutDownLines();
        failures++;
        failuresInARow = healthyBefore ? 1 : failuresInARow + 1;
        String next;
        if (failuresInARow < MOST_FAILURES) {
            long backOff = Math.min(FIRST_BACK_OFF << (failuresInARow - 1), LONGEST_BACK_OFF);
            restartAt = OptionalLong.of(now + backOff);
            next = "it starts again in %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(backOff));
        } else {
            restartAt = OptionalLong.empty();
            next = "it failed %d times in a row and stays down; restart the daemon".formatted(failuresInARow);
        }
        String reason = "the rule engine failed (%s) and every line of a rule is in its shutdown state; %s"
                .formatted(failure, next);
        status = new RuleEngineStatus(RuleEngineStatus.State.FAILED, reason, failures);
        log.error(reason, failure);
    }

    /** Puts every line into its shutdown state for good. */
    void stop() {
        restartAt = OptionalLong.empty();
        shutDownLines();
        status = new RuleEngineStatus(RuleEngineStatus.State.STOPPED, "", failures);
    }

    /** When {@link #run} has something to do at the latest; empty: when the next frame comes. */
    OptionalLong nextDeadline() {
        return engine != null ? engine.nextDeadline() : restartAt;
    }

    /** May be called from any thread. */
    RuleEngineStatus status() {
        return status;
    }

    /** May be called from any thread; empty while the engine is down. */
    List<RuleStatus> rules() {
        return rules;
    }

    private boolean isRestartDue() {
        return restartAt.isPresent() && clock.getAsLong() - restartAt.getAsLong() >= 0;
    }

    private void shutDownLines() {
        tellEnds();
        engine = null;
        rules = List.of();
        for (String line : lines) {
            try {
                output.demand(line, LineDemand.SHUTDOWN);
            } catch (RuntimeException | Error failure) {
                log.error("line \"{}\" could not be put into its shutdown state", line, failure);
            }
        }
    }

    private void tellEnds() {
        try {
            if (engine != null) {
                engine.stop();
            }
        } catch (RuntimeException | Error failure) {
            log.error("that the rules end could not be told", failure);
        }
    }
}
