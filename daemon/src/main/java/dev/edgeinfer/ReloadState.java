package dev.edgeinfer;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the last reload went, for the watchdog and for people; any thread may ask. */
final class ReloadState {

    private static final Logger log = LoggerFactory.getLogger(ReloadState.class);

    /** A model may take long to load, but a reload that has not ended by then never will. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** With a longer watchdog an administrator says that this board is slow. */
    private static final int WATCHDOGS = 10;

    private enum Outcome {
        NONE,
        UNDER_WAY,
        APPLIED,
        REFUSED
    }

    private final LongSupplier clock;
    private final Duration longest;
    private volatile Outcome outcome = Outcome.NONE;
    private volatile long began;

    /** @param watchdog how long the service manager waits for a sign of life, if it does */
    ReloadState(LongSupplier clock, Optional<Duration> watchdog) {
        this.clock = clock;
        longest = watchdog.map(time -> time.multipliedBy(WATCHDOGS))
                .filter(time -> time.compareTo(LONGEST) > 0)
                .orElse(LONGEST);
    }

    void began() {
        began = clock.getAsLong();
        outcome = Outcome.UNDER_WAY;
    }

    void applied() {
        outcome = Outcome.APPLIED;
    }

    /** Tells the log why. */
    void refused(RuntimeException reason) {
        outcome = Outcome.REFUSED;
        sentences(reason)
                .forEach(sentence ->
                        log.error("the new configuration is refused, the old one stays at work: {}", sentence));
        log.debug("where the refusal came from", reason);
    }

    private static List<String> sentences(RuntimeException reason) {
        return reason instanceof InvalidDocumentException document
                ? document.problems().stream().map(Problem::toString).toList()
                : List.of(String.valueOf(reason.getMessage()));
    }

    /** Whether parts may be missing because others take their place. */
    boolean isUnderWay() {
        return outcome == Outcome.UNDER_WAY;
    }

    /** That a reload has been under way for too long. */
    Optional<String> obstacle() {
        Duration time = Duration.ofNanos(clock.getAsLong() - began);
        return isUnderWay() && time.compareTo(longest) >= 0
                ? Optional.of("a reload has not ended for %d s".formatted(time.toSeconds()))
                : Optional.empty();
    }

    /** What people should know, to be added to a line. */
    String note() {
        return outcome == Outcome.REFUSED ? "; the new configuration was refused, the journal says why" : "";
    }
}
