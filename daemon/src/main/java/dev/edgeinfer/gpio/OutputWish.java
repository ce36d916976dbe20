package dev.edgeinfer.gpio;

import dev.edgeinfer.event.LineDemand;
import dev.edgeinfer.gpio.LineStatus.Held;
import dev.edgeinfer.gpio.LineStatus.Signal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is asked of one output: by rules, and by who holds it by hand, to whom rules give way. Not thread-safe.
 */
final class OutputWish {

    private LineDemand demand;
    private Optional<String> rule = Optional.empty();
    private Optional<Held> held = Optional.empty();
    private OptionalLong heldUntil = OptionalLong.empty();

    /** @param demand what is asked before rules ask anything */
    OutputWish(LineDemand demand) {
        this.demand = demand;
    }

    void demand(LineDemand wanted) {
        demand = wanted;
        if (wanted.equals(LineDemand.SHUTDOWN)) {
            rule = Optional.empty();
        }
    }

    /** Takes note of the rule that decides what is demanded next. */
    void decidedBy(Optional<String> name) {
        rule = name;
    }

    /** @param until by the monotonic clock; empty: until {@link #release} */
    void hold(Held by, OptionalLong until) {
        held = Optional.of(by);
        heldUntil = until;
    }

    void release() {
        held = Optional.empty();
        heldUntil = OptionalLong.empty();
    }

    boolean isHeldTooLong(long now) {
        return heldUntil.isPresent() && now - heldUntil.getAsLong() >= 0;
    }

    /** When it is no longer held; empty: somebody has to release it, or nobody holds it. */
    OptionalLong heldUntil() {
        return heldUntil;
    }

    Optional<Held> held() {
        return held;
    }

    /** The rule that has its way. */
    Optional<String> rule() {
        return held.isPresent() ? Optional.empty() : rule;
    }

    /** @param shutdown the shutdown state of the line */
    Waveform waveform(boolean shutdown) {
        return held.map(by -> Waveform.steady(by.active())).orElseGet(() -> Waveform.of(demand, shutdown));
    }

    Signal signal() {
        // The second at every start, as in Waveform.
        if (held.isPresent() || demand instanceof LineDemand.Steady) {
            return Signal.STEADY;
        }
        return switch (demand) {
            case LineDemand.Steady _, LineDemand.Shutdown _ -> Signal.STEADY;
            case LineDemand.Blink _ -> Signal.BLINK;
            case LineDemand.Pwm _ -> Signal.PWM;
        };
    }
}
