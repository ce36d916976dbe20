package dev.edgeinfer.event;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.RuleConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Turns what is seen into demands on lines: the rules of the configuration, their timing, and the OR of the rules that
 * share a line ({@link LineDemand}). How one rule is timed is written at {@link Rule}, when a camera counts as lost at
 * {@link CameraWatch}. Each beginning and end of a rule is told as a {@link Fact}.
 *
 * <p>Pure logic on one thread: it has no thread, no queue and no clock of its own. Whoever drives it calls {@link #tick}
 * no later than {@link #nextDeadline}. Until a camera of a rule has given its first frame, the rule asks for nothing and
 * its line stays in the initial state.
 */
public final class RuleEngine {

    private final Map<String, CameraWatch> cameras = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final LineArbiter arbiter;
    private final LongSupplier clock;

    /**
     * @param rules the rules, in the order of the configuration
     * @param cameras all cameras of the configuration
     * @param surroundings what rules depend on besides, and who is told of them
     * @param output takes the demands; called from within the methods below
     * @param clock monotonic nanoseconds, the one that frames are stamped with
     * @throws IllegalArgumentException when a rule names a camera that is not there
     */
    public RuleEngine(
            Collection<RuleConfig> rules,
            Collection<CameraConfig> cameras,
            RuleSurroundings surroundings,
            LineOutput output,
            LongSupplier clock) {
        this.clock = clock;
        long now = clock.getAsLong();
        for (CameraConfig camera : cameras) {
            this.cameras.put(camera.name(), new CameraWatch(camera, now));
        }
        for (RuleConfig config : rules) {
            config.when().cameras().forEach(this::watch);
            List<CameraWatch> watched = cameras.stream()
                    .filter(camera -> isWatched(config.when(), camera))
                    .map(camera -> watch(camera.name()))
                    .toList();
            if (watched.isEmpty() && config.when().looks()) {
                throw new IllegalArgumentException(
                        "rule \"%s\" has no camera with its zones or its line".formatted(config.name()));
            }
            this.rules.add(new Rule(config, watched, surroundings));
        }
        arbiter = new LineArbiter(this.rules, output);
    }

    /**
     * Takes what was seen in one frame. The first frame captured after a camera was lost brings the camera back; a frame
     * captured before its predecessor, or before the loss, is ignored.
     */
    public void accept(Observation frame) {
        long now = clock.getAsLong();
        advance(now);
        CameraWatch watch = watch(frame.camera());
        if (watch.frame(frame.capturedNanos(), now)) {
            rules.forEach(rule -> rule.frame(watch, frame, now));
        }
        arbiter.emit();
    }

    /**
     * Takes the word of the pipeline that a frame of a camera was not detected, because nothing moves in it: conditions
     * stay as they are, and the camera feeds its rules. {@code for} is counted by the capture of frames that were
     * detected, of which one comes at least once in each keep-alive time.
     */
    public void cameraStill(String camera) {
        long now = clock.getAsLong();
        advance(now);
        CameraWatch watch = watch(camera);
        watch.still(now);
        rules.forEach(rule -> rule.still(watch, now));
        arbiter.emit();
    }

    /** Takes the word of the capture side that a camera gives no frames; harmless when it is known. */
    public void cameraLost(String camera) {
        long now = clock.getAsLong();
        watch(camera).lost(now);
        advance(now);
        arbiter.emit();
    }

    /** Takes note that the board was armed or disarmed. */
    public void armed(boolean armed) {
        long now = clock.getAsLong();
        advance(now);
        rules.forEach(rule -> rule.armed(armed, now));
        arbiter.emit();
    }

    /** Takes note of how an input stands. @param state empty: nobody knows any more */
    public void input(String line, Optional<Boolean> state) {
        long now = clock.getAsLong();
        advance(now);
        rules.forEach(rule -> rule.input(line, state, now));
        arbiter.emit();
    }

    /**
     * Has a rule act for a second as if its condition held, whatever it does and also without a camera, so that one can
     * try what it is connected to.
     *
     * @param by who tries it, for people
     * @throws IllegalArgumentException when there is no such rule
     */
    public void test(String name, String by) {
        Rule tried = rules.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no rule \"%s\"".formatted(name)));
        long now = clock.getAsLong();
        advance(now);
        tried.test(by, now);
        arbiter.emit();
    }

    /** Tells that every rule that is active ends, since nobody calls this any more; changes no line. */
    public void stop() {
        long now = clock.getAsLong();
        rules.forEach(rule -> rule.stop(now));
    }

    /** Does what is due by now. */
    public void tick() {
        advance(clock.getAsLong());
        arbiter.emit();
    }

    /** When {@link #tick} has something to do at the latest, if no frame comes before; empty: never. */
    public OptionalLong nextDeadline() {
        OptionalLong next = OptionalLong.empty();
        for (CameraWatch camera : cameras.values()) {
            if (camera.state() != CameraWatch.State.LOST) {
                next = earlier(next, camera.staleAt());
            }
        }
        for (Rule rule : rules) {
            OptionalLong deadline = rule.deadline();
            if (deadline.isPresent()) {
                next = earlier(next, deadline.getAsLong());
            }
        }
        return next;
    }

    /** How the rules stand, in the order of the configuration. */
    public List<RuleStatus> rules() {
        return rules.stream().map(Rule::status).toList();
    }

    private void advance(long now) {
        cameras.values().forEach(camera -> camera.advance(now));
        rules.forEach(rule -> rule.advance(now));
    }

    private static boolean isWatched(RuleConfig.When when, CameraConfig camera) {
        return when.looks()
                && (when.cameras().isEmpty() || when.cameras().contains(camera.name()))
                && when.looksAt(camera.scene());
    }

    private CameraWatch watch(String camera) {
        CameraWatch watch = cameras.get(camera);
        if (watch == null) {
            throw new IllegalArgumentException(
                    "camera \"%s\" is not one of the rule engine's cameras %s".formatted(camera, cameras.keySet()));
        }
        return watch;
    }

    private static OptionalLong earlier(OptionalLong one, long other) {
        return one.isPresent() && one.getAsLong() - other < 0 ? one : OptionalLong.of(other);
    }
}
