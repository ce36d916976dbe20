package dev.edgeinfer.event;

import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.config.RuleConfig.GpioOutput;
import java.util.OptionalLong;

/**
 * What one rule asks of one line, and when: the timing of its mode over the condition of the rule. How a line blinks is not
 * timed here but by who drives it.
 *
 * <p>Pulse and hold are lengths of a physical signal and run by the clock from the moment the line is switched. A
 * condition that begins again during a pulse restarts the pulse: the rule wants it until the pulse length after the
 * last beginning. When the last camera of the rule is lost, a running pulse or hold is cut and does not come back.
 */
final class LineSwitch {

    private final GpioOutput config;
    private final LineDemand wish;
    private boolean condition;
    private boolean windowOpen;
    private long windowEnd;

    LineSwitch(GpioOutput config) {
        this.config = config;
        this.wish = switch (config.mode()) {
            case FOLLOW, PULSE, HOLD -> LineDemand.steady(config.state() == LineState.ACTIVE);
            case BLINK ->
                new LineDemand.Blink(config.blink().on(), config.blink().off());
            case PWM ->
                new LineDemand.Pwm(config.pwm().frequency(), config.pwm().duty());
        };
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
            case FOLLOW, BLINK, PWM -> {}
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

    /** Of the rules that want something of the line the one with the highest decides. */
    int priority() {
        return config.priority();
    }

    /** What the line is to do while the rule is {@link Voice#YES}. */
    LineDemand wish() {
        return wish;
    }

    /** Whether the rule wants the line to be active in any way while it is {@link Voice#YES}. */
    boolean wantsActive() {
        return wish.wantsActive();
    }

    /**
     * What the rule has to say on the line.
     *
     * @param standing whether the rule can tell, and if not, what its lines do
     */
    Voice voice(Standing standing) {
        return switch (standing) {
            case UNDECIDED -> Voice.NONE;
            case BLIND -> Voice.UNKNOWN;
            case FED -> isOn() ? Voice.YES : Voice.NO;
        };
    }

    private boolean isOn() {
        return switch (config.mode()) {
            case FOLLOW, BLINK, PWM -> condition;
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

    /** What a rule says about a line. */
    enum Voice {
        /** Nothing: it stays as it is. */
        NONE,
        /** It wants nothing of it. */
        NO,
        /** It cannot know whether it does. */
        UNKNOWN,
        /** It wants its {@link #wish()}. */
        YES
    }
}
