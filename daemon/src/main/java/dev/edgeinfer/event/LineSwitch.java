package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig.GpioOutput;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one rule asks of one line: the timing of {@code follow}, {@code pulse} and {@code hold} over the condition of the rule.
 *
 * <p>Pulse and hold are lengths of a physical signal and run by the clock from the moment the line is switched. A
 * condition that begins again during a pulse restarts the pulse: the line stays active until the pulse length after the
 * last beginning. When the last camera of the rule is lost, a running pulse or hold is cut and does not come back.
 */
final class LineSwitch {

    private final GpioOutput config;
    private boolean condition;
    private boolean windowOpen;
    private long windowEnd;

    LineSwitch(GpioOutput config) {
        this.config = config;
    }

    String line() {
        return config.line();
    }

    /** Takes the condition of the rule as it is now. */
    void condition(boolean holds, long now) {
        if (holds == condition) {
            return;
        }
        condition = holds;
        switch (config.mode()) {
            case FOLLOW -> {}
            case PULSE -> {
                if (condition) {
                    openWindow(now, config.pulse().toNanos());
                }
            }
            case HOLD -> {
                windowOpen = false;
                if (!condition) {
                    openWindow(now, config.hold().toNanos());
                }
            }
        }
    }

    /** Ends what has run out by {@code now}. */
    void advance(long now) {
        if (windowOpen && now - windowEnd >= 0) {
            windowOpen = false;
        }
    }

    /** Ends what is running for good: the rule is not fed any more. */
    void cut() {
        windowOpen = false;
    }

    /** When a pulse or a hold runs out. */
    OptionalLong deadline() {
        return windowOpen ? OptionalLong.of(windowEnd) : OptionalLong.empty();
    }

    /**
     * What the rule asks of the line.
     *
     * @param standing whether the rule can tell, and if not, what its lines do
     */
    Optional<LineDemand> demand(Standing standing) {
        return switch (standing) {
            case UNDECIDED -> Optional.empty();
            case BLIND -> Optional.of(LineDemand.SHUTDOWN);
            case FED -> Optional.of(active() ? LineDemand.ACTIVE : LineDemand.INACTIVE);
        };
    }

    private boolean active() {
        return switch (config.mode()) {
            case FOLLOW -> condition;
            case PULSE -> windowOpen;
            case HOLD -> condition || windowOpen;
        };
    }

    private void openWindow(long now, long length) {
        windowOpen = length > 0;
        windowEnd = now + length;
    }

    /** What a rule knows of its cameras. */
    enum Standing {
        /** None has given a frame yet, and one may: the line stays in its initial state. */
        UNDECIDED,
        /** A healthy camera gives frames. */
        FED,
        /** None does: the line goes to its shutdown state. */
        BLIND
    }
}
