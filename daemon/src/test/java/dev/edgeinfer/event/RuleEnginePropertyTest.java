package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.Mode;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories against a plain account of what was seen: the line is never active without a reason. */
class RuleEnginePropertyTest {

    private static final int HISTORIES = 300;
    private static final int INPUTS = 200;
    private static final long FOR = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long PULSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long HOLD = TimeUnit.MILLISECONDS.toNanos(2_000);
    private static final long LEAST_STALE = TimeUnit.SECONDS.toNanos(2);
    private static final long LONGEST_STALE = TimeUnit.SECONDS.toNanos(30);

    @ParameterizedTest
    @EnumSource(Mode.class)
    void lineIsActiveOnlyWithinItsWindow(Mode mode) {
        for (long seed = 0; seed < HISTORIES; seed++) {
            new History(mode, seed).play();
        }
    }

    /** Frames with a person, in an unbroken row, at one camera. */
    private record Row(long since, long last) {

        static Row extended(Row row, long now, long longestGap) {
            return row == null || now - row.last >= longestGap ? new Row(now, now) : new Row(row.since, now);
        }

        boolean isLongEnough() {
            return last - since >= FOR;
        }
    }

    private static final class History {

        private final Mode mode;
        private final long seed;
        private final Random random;
        private final Scene scene;
        /** Rows if every pause in which a camera may have become stale broke them, and if none did. */
        private final Map<String, Row> shortest = new HashMap<>();

        private final Map<String, Row> longest = new HashMap<>();
        private final Map<String, Long> lastFrame = new HashMap<>();
        private boolean condition;
        private long began = Scene.START - LONGEST_STALE;
        private long ended = Scene.START - LONGEST_STALE;

        History(Mode mode, long seed) {
            this.mode = mode;
            this.seed = seed;
            this.random = new Random(seed);
            RuleConfig rule = Scene.rule("visitor", "GPIO17", mode, TimeUnit.NANOSECONDS.toMillis(FOR));
            this.scene = new Scene(rule);
        }

        void play() {
            for (int i = 0; i < INPUTS; i++) {
                long pause = random.nextInt(20) == 0 ? random.nextLong(40_000_000_000L) : random.nextLong(400_000_000L);
                pass(scene.nanos() + pause);
                input();
            }
        }

        /** Lets time pass; the state can only change at a deadline, so the last moment before each and it are looked at. */
        private void pass(long until) {
            while (scene.engine.nextDeadline().isPresent()
                    && scene.engine.nextDeadline().getAsLong() - until < 0) {
                long deadline = scene.engine.nextDeadline().getAsLong();
                scene.atNanos(deadline - 1);
                check();
                scene.atNanos(deadline);
                check();
            }
            scene.atNanos(until);
            check();
        }

        private void input() {
            String camera = random.nextBoolean() ? "porch" : "yard";
            long now = scene.nanos();
            int kind = random.nextInt(30);
            if (kind < 2) {
                scene.lost(camera);
                shortest.remove(camera);
                longest.remove(camera);
                lastFrame.remove(camera);
            } else if (kind < 7) {
                scene.nobody(camera);
                shortest.remove(camera);
                longest.remove(camera);
                lastFrame.put(camera, now);
            } else {
                scene.person(camera);
                shortest.compute(camera, (name, row) -> Row.extended(row, now, LEAST_STALE));
                longest.compute(camera, (name, row) -> Row.extended(row, now, Long.MAX_VALUE));
                lastFrame.put(camera, now);
            }
            check();
        }

        private void check() {
            long now = scene.nanos();
            String moment = "%s, seed %d, %d ms".formatted(mode, seed, scene.millis());
            boolean active = scene.engine.rules().getFirst().active();
            boolean certain =
                    shortest.values().stream().anyMatch(row -> row.isLongEnough() && now - row.last() < LEAST_STALE);
            boolean possible =
                    longest.values().stream().anyMatch(row -> row.isLongEnough() && now - row.last() < LONGEST_STALE);
            assertTrue(active || !certain, moment + ": condition missed");
            assertTrue(possible || !active, moment + ": condition without a row of frames");
            if (active && !condition) {
                began = now;
            }
            if (!active && condition) {
                ended = now;
            }
            condition = active;
            boolean reason =
                    switch (mode) {
                        case FOLLOW, BLINK, PWM -> condition;
                        case PULSE -> now - began < PULSE;
                        case HOLD -> condition || now - ended < HOLD;
                    };
            boolean fed = lastFrame.values().stream().anyMatch(last -> now - last < LONGEST_STALE);
            boolean certainlyFed = lastFrame.values().stream().anyMatch(last -> now - last < LEAST_STALE);
            boolean on = scene.lines.getOrDefault("GPIO17", LineDemand.INACTIVE).wantsActive();
            assertTrue(reason && fed || !on, moment + ": active without a reason");
            if (certainlyFed && mode == Mode.FOLLOW) {
                assertEquals(condition, on, moment + ": not what the condition says");
            }
        }
    }
}
