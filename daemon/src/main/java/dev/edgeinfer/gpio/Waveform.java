package dev.edgeinfer.gpio;

import dev.edgeinfer.event.LineDemand;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How a line changes over time: active at first, then inactive, again and again. Edges are counted from the beginning, so
 * that one that comes late makes none of the later ones late.
 *
 * @param on nanoseconds for which it is active; 0: it never is
 * @param off nanoseconds for which it is inactive; 0: it never is
 */
record Waveform(long on, long off) {

    private static final Waveform ACTIVE = new Waveform(1, 0);
    private static final Waveform INACTIVE = new Waveform(0, 1);

    static Waveform steady(boolean active) {
        return active ? ACTIVE : INACTIVE;
    }

    /** @param shutdown the shutdown state of the line */
    static Waveform of(LineDemand demand, boolean shutdown) {
        // At every start; for a switch over types the JVM makes a class when it comes across it.
        if (demand instanceof LineDemand.Steady steady) {
            return steady(steady.active());
        }
        return switch (demand) {
            case LineDemand.Steady steady -> steady(steady.active());
            case LineDemand.Shutdown _ -> steady(shutdown);
            case LineDemand.Blink blink ->
                new Waveform(blink.on().toNanos(), blink.off().toNanos());
            case LineDemand.Pwm pwm -> modulated(pwm);
        };
    }

    private static Waveform modulated(LineDemand.Pwm pwm) {
        double period = TimeUnit.SECONDS.toNanos(1) / pwm.frequency();
        long on = Math.round(period * pwm.duty());
        long off = Math.round(period) - on;
        return on <= 0 || off <= 0 ? steady(on > 0) : new Waveform(on, off);
    }

    boolean isSteady() {
        return on == 0 || off == 0;
    }

    /** @param elapsed nanoseconds since it began; before that counts as its beginning */
    boolean isActive(long elapsed) {
        return phase(elapsed) < on;
    }

    /** How long after its beginning the first edge after a time comes; empty: there is none. */
    OptionalLong nextEdge(long elapsed) {
        if (isSteady()) {
            return OptionalLong.empty();
        }
        long phase = phase(elapsed);
        return OptionalLong.of(Math.max(0, elapsed) - phase + (phase < on ? on : on + off));
    }

    private long phase(long elapsed) {
        return Math.max(0, elapsed) % (on + off);
    }
}
