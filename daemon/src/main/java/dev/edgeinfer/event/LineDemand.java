package dev.edgeinfer.event;

import java.time.Duration;
import java.util.Locale;

/** What rules ask of one line, in logical states; a value, so that two demands for the same are equal. */
public sealed interface LineDemand {

    /** No rule wants the line active, or the one that decides wants it inactive. */
    LineDemand INACTIVE = new Steady(false);

    /** Nobody can say: the line takes its shutdown state, whichever that is. */
    LineDemand SHUTDOWN = new Shutdown();

    /** At least one rule wants the line active. */
    LineDemand ACTIVE = new Steady(true);

    static LineDemand steady(boolean active) {
        return active ? ACTIVE : INACTIVE;
    }

    /** Whether it wants the line active in any way; the shutdown state counts for none. */
    default boolean wantsActive() {
        return !equals(INACTIVE) && !equals(SHUTDOWN);
    }

    /** A state that stays. */
    record Steady(boolean active) implements LineDemand {

        @Override
        public String toString() {
            return active ? "ACTIVE" : "INACTIVE";
        }
    }

    /** The shutdown state of the line. */
    record Shutdown() implements LineDemand {

        @Override
        public String toString() {
            return "SHUTDOWN";
        }
    }

    /**
     * Active and inactive in turn, active first.
     *
     * @param on above zero
     * @param off above zero
     */
    record Blink(Duration on, Duration off) implements LineDemand {

        @Override
        public String toString() {
            return "BLINK(%d ms on, %d ms off)".formatted(on.toMillis(), off.toMillis());
        }
    }

    /**
     * Active for a share of each period.
     *
     * @param frequency periods a second, above 0
     * @param duty 0..1
     */
    record Pwm(double frequency, double duty) implements LineDemand {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "PWM(%s Hz, %s)", frequency, duty);
        }
    }
}
