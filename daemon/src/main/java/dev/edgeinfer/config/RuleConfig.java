package dev.edgeinfer.config;

import dev.edgeinfer.config.LineConfig.LineState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One rule: while its condition holds, something is done.
 *
 * @param name unique name
 * @param when the condition
 * @param cooldown after an end, how long the rule does not begin again; zero by default
 * @param maxRate how often it may begin; empty: as often as it likes
 * @param gpio the lines to switch and how; none has the line of another
 * @param webhooks names of the {@link WebhookConfig webhooks} that are told
 */
public record RuleConfig(
        String name,
        When when,
        Duration cooldown,
        Optional<Rate> maxRate,
        List<GpioOutput> gpio,
        List<String> webhooks) {

    public RuleConfig {
        gpio = List.copyOf(gpio);
        webhooks = List.copyOf(webhooks);
    }

    /** A rule that may begin at any time. */
    public RuleConfig(String name, When when, List<GpioOutput> gpio, List<String> webhooks) {
        this(name, when, Duration.ZERO, Optional.empty(), gpio, webhooks);
    }

    /** The same rule with other cameras that count. */
    public RuleConfig at(List<String> cameras) {
        return new RuleConfig(name, when.at(cameras), cooldown, maxRate, gpio, webhooks);
    }

    /** Names of the lines that it switches. */
    public List<String> lines() {
        return gpio.stream().map(GpioOutput::line).toList();
    }

    /**
     * The condition. What is empty asks for nothing; what is there must all hold at once.
     *
     * @param labels labels of the model; an object must have one of them
     * @param zones names of zones; an object must count in one of them
     * @param line a line that an object must cross; excludes zones, a count and a duration
     * @param minScore least score of an object, of one with a track the median of its scores; 0..1, 0.5 by default
     * @param count how many such objects there must be, at least 1; empty: one
     * @param duration how long that must be so without a break, {@code for} in the file; without anything to be seen how
     *     long the rest must; zero by default
     * @param absentFor how long that must not have been so, instead of being so; excludes a duration
     * @param schedule when; one of them must hold
     * @param armed whether the board must be armed or must not be
     * @param input how an input must stand
     * @param cameras names of the cameras that count, {@code camera} in the file; empty: all
     */
    public record When(
            List<String> labels,
            List<String> zones,
            Optional<LineCrossing> line,
            double minScore,
            OptionalInt count,
            Duration duration,
            Optional<Duration> absentFor,
            List<TimeWindow> schedule,
            Optional<Boolean> armed,
            Optional<InputState> input,
            List<String> cameras) {

        public static final double DEFAULT_MIN_SCORE = 0.5;

        public When {
            labels = List.copyOf(labels);
            zones = List.copyOf(zones);
            schedule = List.copyOf(schedule);
            cameras = List.copyOf(cameras);
        }

        /** An object of a label, in every frame for at least the duration. */
        public When(String label, double minScore, Duration duration, List<String> cameras) {
            this(
                    List.of(label),
                    List.of(),
                    Optional.empty(),
                    minScore,
                    OptionalInt.empty(),
                    duration,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    cameras);
        }

        When at(List<String> others) {
            return new When(labels, zones, line, minScore, count, duration, absentFor, schedule, armed, input, others);
        }

        /** Whether it depends on what cameras see. */
        public boolean looks() {
            return !labels.isEmpty()
                    || !zones.isEmpty()
                    || line.isPresent()
                    || count.isPresent()
                    || absentFor.isPresent();
        }

        /** Whether it can be judged by what a camera sees: one without its zones or its line never sees it. */
        public boolean looksAt(SceneConfig scene) {
            boolean hasZone = zones.isEmpty() || scene.zones().stream().anyMatch(zone -> zones.contains(zone.name()));
            boolean hasLine = line.isEmpty()
                    || scene.lines().stream()
                            .anyMatch(other -> other.name().equals(line.get().line()));
            return hasZone && hasLine;
        }
    }

    /**
     * Objects that cross a line.
     *
     * @param line name of the line
     * @param direction which way; {@code ANY} by default
     */
    public record LineCrossing(String line, Direction direction) {}

    /** A way across a line. */
    public enum Direction {
        /** From left to right of who looks along it. */
        IN,
        OUT,
        ANY
    }

    /**
     * How an input stands.
     *
     * @param line name of the input
     * @param active logical state
     */
    public record InputState(String line, boolean active) {}

    /**
     * How often something may happen.
     *
     * @param times at least 1
     * @param period any stretch of time as long as this
     */
    public record Rate(int times, Duration period) {}

    /**
     * What the rule does to its line.
     *
     * @param line key of {@link GpioConfig#lines()}, a kernel line name, or {@code chip/offset}
     * @param mode how the line follows the condition; {@code FOLLOW} by default
     * @param pulse length of a pulse; 500 ms by default
     * @param hold how long the line stays as the rule wants it after the condition has ended; 5 s by default
     * @param blink times of {@code BLINK}; 500 ms each by default
     * @param pwm shape of {@code PWM}; 50 Hz and 0.5 by default
     * @param state what the rule wants the line to be, logically; {@code ACTIVE} by default, and always so with {@code BLINK}
     *     and {@code PWM}
     * @param priority of several rules that want something of the line the one with the highest decides; 0 by default
     */
    public record GpioOutput(
            String line,
            Mode mode,
            Duration pulse,
            Duration hold,
            Blink blink,
            Pwm pwm,
            LineState state,
            int priority) {

        /** One that wants the line active, with priority 0. */
        public GpioOutput(String line, Mode mode, Duration pulse, Duration hold) {
            this(line, mode, pulse, hold, Blink.DEFAULT, Pwm.DEFAULT, LineState.ACTIVE, 0);
        }
    }

    /** How a line follows a condition. */
    public enum Mode {
        /** As the rule wants it while the condition holds. */
        FOLLOW,
        /** As the rule wants it for a fixed time each time the condition begins. */
        PULSE,
        /** As the rule wants it while the condition holds and for a fixed time after. */
        HOLD,
        /** Switched on and off while the condition holds. */
        BLINK,
        /** Pulse-width modulated while the condition holds. */
        PWM
    }

    /** Times of a line that blinks, each 10 ms or more. */
    public record Blink(Duration on, Duration off) {

        public static final Blink DEFAULT = new Blink(Duration.ofMillis(500), Duration.ofMillis(500));
    }

    /**
     * Pulse-width modulation by software.
     *
     * @param frequency in Hz, above 0 up to {@value #MOST_HERTZ}
     * @param duty share of each period in which the line is active, 0..1
     */
    public record Pwm(double frequency, double duty) {

        public static final double MOST_HERTZ = 100;
        public static final Pwm DEFAULT = new Pwm(50, 0.5);
    }
}
