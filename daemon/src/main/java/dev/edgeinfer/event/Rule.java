package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.When;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One rule: its condition, when it may begin, and the lines that it switches.
 *
 * <p>The condition is what cameras see ({@link SceneCondition}) together with its gates: schedule, armed, input. A rule
 * that looks at nothing has only these, and its duration is that of them. The rule is active while its condition holds,
 * from when it may begin on ({@link BeginLimit}).
 */
final class Rule {

    /** How long a rule acts as if its condition held, when that is tried. */
    static final long TEST = TimeUnit.SECONDS.toNanos(1);

    /** The wall clock may be set at any time, and nobody tells us. */
    private static final Duration LOOK_AT_THE_CLOCK = Duration.ofMinutes(1);

    private final RuleConfig config;
    private final When when;
    private final RuleSurroundings surroundings;
    private final SceneCondition scene;
    private final ScheduleWatch schedule;
    private final BeginLimit limit;
    private final List<LineSwitch> switches;
    private final List<String> lines;

    private boolean armed;
    private Optional<Boolean> input = Optional.empty();
    private boolean inTime;
    private long lookAtClockAgain;
    private boolean open;
    private long openSince;
    private boolean held;

    private boolean active;
    private Instant since;
    private Optional<Instant> lastBegun = Optional.empty();
    private List<String> events = List.of();
    private List<String> labels = List.of();
    private boolean testing;
    private Optional<String> testedBy = Optional.empty();
    private long testEnd;
    private boolean blindTest;
    private boolean tested;

    /** @param cameras those that it may look at; at least one if it looks at all */
    Rule(RuleConfig config, Collection<CameraWatch> cameras, RuleSurroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
        when = config.when();
        scene = new SceneCondition(when, cameras);
        schedule = new ScheduleWatch(when.schedule(), surroundings.zone(), surroundings.location());
        limit = new BeginLimit(config);
        switches = config.gpio().stream().map(LineSwitch::new).toList();
        lines = config.lines();
        armed = surroundings.armed().isArmed();
        when.input().ifPresent(asked -> input = surroundings.inputs().active(asked.line()));
        since = wallClock();
    }

    String name() {
        return config.name();
    }

    List<LineSwitch> switches() {
        return switches;
    }

    RuleStatus status() {
        return new RuleStatus(
                config.name(),
                lines,
                active,
                isFed(),
                since,
                lastBegun,
                limit.suppressedByCooldown(),
                limit.suppressedByRate());
    }

    /** Takes a frame of any camera; those of cameras that do not count for this rule change nothing. */
    void frame(CameraWatch camera, Observation frame, long now) {
        if (when.looks() && scene.watches(camera)) {
            still(camera, now);
            scene.frame(camera, frame);
            update(now);
        }
    }

    /** Takes note that a camera has given a picture in which nothing moves. */
    void still(CameraWatch camera, long now) {
        if (when.looks() && scene.watches(camera) && scene.endMoment(camera)) {
            update(now);
        }
    }

    void armed(boolean is, long now) {
        armed = is;
        update(now);
    }

    /** @param state of an input; empty: unknown */
    void input(String line, Optional<Boolean> state, long now) {
        if (when.input().filter(asked -> asked.line().equals(line)).isPresent()) {
            input = state;
            update(now);
        }
    }

    /** Acts for {@link #TEST} as if the condition held, whatever it does. @param by who wants that */
    void test(String by, long now) {
        switches.forEach(line -> line.condition(false, now));
        if (!testing) {
            testing = true;
            testedBy = Optional.of(by);
            tell(true, true, Optional.empty());
        }
        testEnd = now + TEST;
        blindTest = !isFed();
        tested = true;
        update(now);
    }

    /** Ends what has run out by {@code now}, and what lost cameras contributed. */
    void advance(long now) {
        switches.forEach(line -> line.advance(now));
        scene.advance();
        if (testing && now - testEnd >= 0) {
            testing = false;
            tell(false, true, Optional.empty());
        }
        update(now);
        blindTest &= !isFed() && (testing || isTimed());
        if (!isFed() && !testing && !blindTest) {
            switches.forEach(LineSwitch::cut);
        }
    }

    /** Takes note that the rules stop: whatever is active ends. */
    void stop(long now) {
        if (testing) {
            testing = false;
            tell(false, true, Optional.empty());
        }
        if (active) {
            end(now);
        }
    }

    /** When it has to be looked at at the latest, if nothing happens before; by the order of the clock. */
    OptionalLong deadline() {
        OptionalLong next = scene.deadline();
        for (LineSwitch line : switches) {
            next = earlier(next, line.deadline());
        }
        if (testing) {
            next = earlier(next, OptionalLong.of(testEnd));
        }
        if (open && !held && !when.looks()) {
            next = earlier(next, OptionalLong.of(openSince + when.duration().toNanos()));
        }
        if (limit.hasPutOff()) {
            next = earlier(next, OptionalLong.of(limit.freeAt()));
        }
        if (schedule.isLimited()) {
            next = earlier(next, OptionalLong.of(lookAtClockAgain));
        }
        return next;
    }

    LineSwitch.Standing standing() {
        if (isFed() || testing || blindTest) {
            return LineSwitch.Standing.FED;
        }
        // A line that a test has moved would stay as it is, if nothing were asked of it.
        return scene.isHoping() && !tested ? LineSwitch.Standing.UNDECIDED : LineSwitch.Standing.BLIND;
    }

    private boolean isFed() {
        return !when.looks() || scene.isFed();
    }

    /** Whether a pulse or a hold runs. */
    private boolean isTimed() {
        return switches.stream().anyMatch(line -> line.deadline().isPresent());
    }

    private void update(long now) {
        held = holds(now);
        if (active && !held) {
            end(now);
        } else if (!active && held && limit.begin(now)) {
            begin();
        } else if (!active && (!held || scene.endMoments())) {
            limit.giveUp();
        }
        boolean wanted = active || testing;
        switches.forEach(line -> line.condition(wanted, now));
    }

    private boolean holds(long now) {
        // Both are asked each time, so that their deadlines are those of now.
        boolean open = isOpen(now);
        if (open && !this.open) {
            openSince = now;
        }
        this.open = open;
        boolean seen = when.looks()
                ? scene.holds(now)
                : now - openSince >= when.duration().toNanos();
        return open && seen;
    }

    private boolean isOpen(long now) {
        if (schedule.isLimited()) {
            inTime = schedule.holds(wallClock());
            lookAtClockAgain = now + untilScheduleMayChange();
        }
        return (inTime || !schedule.isLimited())
                && (when.armed().isEmpty() || when.armed().get() == armed)
                && (when.input().isEmpty()
                        || input.equals(Optional.of(when.input().get().active())));
    }

    private long untilScheduleMayChange() {
        Duration until = Duration.between(wallClock(), schedule.until());
        Duration wait = until.compareTo(LOOK_AT_THE_CLOCK) < 0 ? until : LOOK_AT_THE_CLOCK;
        return Math.max(TimeUnit.MILLISECONDS.toNanos(1), wait.toNanos());
    }

    private void begin() {
        active = true;
        since = wallClock();
        lastBegun = Optional.of(since);
        Set<String> ids = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        scene.objects((camera, object) -> {
            seen.add(object.label());
            if (object.track().isPresent()) {
                surroundings.events().of(camera, object.track().getAsLong()).ifPresent(ids::add);
            }
        });
        events = List.copyOf(ids);
        labels = List.copyOf(seen);
        tell(true, false, when.looks() ? scene.camera() : Optional.empty());
    }

    private void end(long now) {
        active = false;
        since = wallClock();
        limit.ended(now);
        tell(false, false, Optional.empty());
    }

    private void tell(boolean begins, boolean test, Optional<String> camera) {
        surroundings
                .facts()
                .accept(new Fact.RuleChange(
                        wallClock(),
                        config.name(),
                        begins,
                        camera,
                        test ? List.of() : events,
                        test ? List.of() : labels,
                        test,
                        test ? testedBy : Optional.empty()));
    }

    private Instant wallClock() {
        return surroundings.wallClock().instant();
    }

    private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        if (one.isEmpty()) {
            return other;
        }
        return other.isEmpty() || one.getAsLong() - other.getAsLong() < 0 ? one : other;
    }
}
