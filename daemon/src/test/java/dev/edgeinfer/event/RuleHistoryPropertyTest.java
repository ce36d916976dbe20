package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.event.Observation.SeenObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random histories against a plain account of what was seen, armed and lost. Pauses are shorter than what makes a camera
 * stale, so the account is exact.
 */
class RuleHistoryPropertyTest {

    private static final int HISTORIES = 150;
    private static final int INPUTS = 300;
    private static final long LONGEST_PAUSE = 1_500;

    private static final long COOLDOWN = 1_000;
    private static final int TIMES = 4;
    private static final long PERIOD = 60_000;
    private static final long ABSENT = 2_500;

    /** What is so at one camera. */
    private static final class Account {
        private boolean watching;
        private boolean there;
        private long absentSince;
    }

    /** A scene with its account, which is asked for before and after every change. */
    private abstract static class History {

        final Random random;
        final String moment;
        final Scene scene;
        final Map<String, Account> cameras = new HashMap<>();
        boolean armed = true;

        /** In so many frames one loses its camera, eleven show a person and three one that is hidden. */
        private final int frames;

        History(long seed, int frames, String rule) {
            this.frames = frames;
            random = new Random(seed);
            moment = "seed " + seed + ", ";
            scene = new Scene(RuleTexts.cameras(), "2026-11-24T07:00:00Z", RuleTexts.rule(rule));
            cameras.put("porch", new Account());
            cameras.put("yard", new Account());
        }

        abstract void check();

        void play() {
            for (int i = 0; i < INPUTS; i++) {
                pass(scene.millis() + random.nextLong(LONGEST_PAUSE / 2));
                input();
                check();
            }
        }

        private void pass(long until) {
            while (scene.engine.nextDeadline().isPresent()) {
                long deadline = (scene.engine.nextDeadline().getAsLong() - Scene.START) / 1_000_000;
                if (deadline >= until) {
                    break;
                }
                scene.at(deadline - 1);
                check();
                scene.at(deadline);
                check();
            }
            scene.at(until);
            check();
        }

        private void input() {
            // Both cameras give a picture each time, so that neither is stale.
            for (String camera : List.of("porch", "yard")) {
                Account account = cameras.get(camera);
                int kind = random.nextInt(frames);
                if (kind == 0) {
                    scene.lost(camera);
                    account.watching = false;
                    account.there = false;
                } else if (kind < 12) {
                    see(camera, account, List.of(person(true)));
                } else if (kind < 15) {
                    see(camera, account, List.of(person(false)));
                } else if (kind < 20 && account.watching) {
                    scene.still(camera);
                } else {
                    see(camera, account, List.of());
                }
                check();
            }
            if (random.nextInt(12) == 0) {
                armed = !armed;
                scene.armed.set(armed, "test");
            }
        }

        private void see(String camera, Account account, List<SeenObject> objects) {
            scene.observe(new Observation(camera, scene.nanos(), objects, List.of()));
            boolean seen = objects.stream().anyMatch(SeenObject::seen);
            if (seen || !account.watching) {
                account.absentSince = scene.millis();
            }
            account.watching = true;
            account.there = !objects.isEmpty();
        }

        private static SeenObject person(boolean seen) {
            return new SeenObject("person", 0.8f, OptionalLong.of(1), List.of(), seen);
        }

        boolean isActive() {
            return scene.engine.rules().getFirst().active();
        }
    }

    @Test
    void limitsPutOffBeginningsAndNothingElse() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            new History(seed, 40, "when: { label: person, armed: true }\n    cooldown: 1s\n    max-rate: 4/m") {

                private final List<Long> begins = new ArrayList<>();
                private long ended = Long.MIN_VALUE / 2;
                private boolean active;

                @Override
                void check() {
                    long now = scene.millis();
                    boolean holds = armed && cameras.values().stream().anyMatch(account -> account.there);
                    begins.removeIf(begin -> now - begin >= PERIOD);
                    boolean free = now - ended >= COOLDOWN && begins.size() < TIMES;
                    boolean expected = holds && (active || free);
                    assertEquals(expected, isActive(), moment + now + " ms");
                    if (expected && !active) {
                        begins.add(now);
                    } else if (!expected && active) {
                        ended = now;
                    }
                    active = expected;
                }
            }.play();
        }
    }

    @Test
    void absenceIsThatNoCameraHasSeenItForSoLong() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            new History(seed, 300, "when: { label: person, armed: true, absent-for: 2500ms }") {

                private int held;

                @Override
                void check() {
                    long now = scene.millis();
                    boolean expected = armed
                            && cameras.values().stream()
                                    .allMatch(account ->
                                            account.watching && !account.there && now - account.absentSince >= ABSENT);
                    assertEquals(expected, isActive(), moment + now + " ms");
                    held += expected ? 1 : 0;
                }

                @Override
                void play() {
                    super.play();
                    assertTrue(held > 0, moment + "never absent, so nothing was shown");
                }
            }.play();
        }
    }
}
