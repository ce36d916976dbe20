package dev.edgeinfer.event;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.Mode;
import dev.edgeinfer.event.RuleEngineStatus.State;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RuleRunnerTest {

    private final Map<String, LineDemand> lines = new ConcurrentHashMap<>();
    private final List<Fact> facts = new CopyOnWriteArrayList<>();
    private final RuleSurroundings surroundings = Scene.surroundings(facts::add);
    private final List<RuleConfig> rules =
            List.of(Scene.rule("visitor", "GPIO17", Mode.FOLLOW, 0), Scene.rule("bell", "GPIO27", Mode.PULSE, 0));

    @Test
    void framesSwitchLinesAndAPulseEndsWithoutOne() {
        try (RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, lines::put)) {
            runner.start();
            person(runner);
            await().until(() -> lines.get("GPIO17") == LineDemand.ACTIVE);
            await().until(() -> lines.get("GPIO27") == LineDemand.INACTIVE);
            assertEquals(
                    List.of("visitor true true", "bell true true"),
                    runner.rules().stream()
                            .map(rule -> rule.rule() + " " + rule.active() + " " + rule.fed())
                            .toList());
            runner.cameraLost("porch");
            runner.cameraLost("yard");
            await().until(() -> lines.get("GPIO17") == LineDemand.SHUTDOWN);
            assertEquals(State.RUNNING, runner.status().state());
        }
    }

    @Test
    void armingAndInputsReachTheRules() {
        RuleConfig armed = RuleTexts.rules("armed: { when: { armed: true }, gpio: { line: GPIO17 } }")[0];
        RuleConfig door = RuleTexts.withInput(
                RuleTexts.rules("door: { when: { armed: false }, gpio: { line: GPIO27 } }")[0], "DOOR", true);
        try (RuleRunner runner = new RuleRunner(List.of(armed, door), Scene.CAMERAS, surroundings, lines::put)) {
            runner.start();
            await().until(() -> lines.get("GPIO17") == LineDemand.ACTIVE);
            surroundings.armed().set(false, "test");
            surroundings.inputs().set("DOOR", true);
            await().until(() -> lines.get("GPIO27") == LineDemand.ACTIVE);
            assertEquals(LineDemand.INACTIVE, lines.get("GPIO17"));
            surroundings.inputs().unknown("DOOR");
            await().until(() -> lines.get("GPIO27") == LineDemand.INACTIVE);
        }
        assertEquals(
                List.of("armed true", "armed false", "door true", "door false"),
                facts.stream()
                        .map(Fact.RuleChange.class::cast)
                        .map(change -> change.rule() + " " + change.active())
                        .toList());
        surroundings.armed().set(true, "test");
        assertEquals(LineDemand.SHUTDOWN, lines.get("GPIO17"));
    }

    @Test
    void aRuleIsTriedByItsName() {
        try (RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, lines::put)) {
            runner.start();
            assertFalse(runner.test("visitr", "anna"));
            assertTrue(runner.test("visitor", "anna"));
            await().until(() -> lines.get("GPIO17") == LineDemand.ACTIVE);
            await().until(() -> lines.get("GPIO17") == LineDemand.SHUTDOWN);
        }
    }

    @Test
    void closeLeavesLinesInTheirShutdownStates() {
        RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, lines::put);
        runner.start();
        person(runner);
        await().until(() -> lines.get("GPIO17") == LineDemand.ACTIVE);
        runner.close();
        assertEquals(Map.of("GPIO17", LineDemand.SHUTDOWN, "GPIO27", LineDemand.SHUTDOWN), lines);
        assertEquals(State.STOPPED, runner.status().state());
        person(runner);
        runner.close();
        assertEquals(Map.of("GPIO17", LineDemand.SHUTDOWN, "GPIO27", LineDemand.SHUTDOWN), lines);
    }

    @Test
    void closeOfARunnerThatWasNeverStartedIsHarmless() {
        new RuleRunner(rules, Scene.CAMERAS, surroundings, lines::put).close();
        assertEquals(Map.of(), lines);
    }

    @Test
    void engineFailureShowsInTheStatusAndOnTheLines() {
        try (RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, lines::put)) {
            runner.start();
            person(runner);
            await().until(() -> lines.get("GPIO17") == LineDemand.ACTIVE);
            runner.accept(Observation.of("cellar", System.nanoTime(), List.of()));
            await().until(() -> runner.status().state() == State.FAILED);
            assertEquals(Map.of("GPIO17", LineDemand.SHUTDOWN, "GPIO27", LineDemand.SHUTDOWN), lines);
        }
    }

    @Test
    void afterAFailureEveryCameraIsAskedForWithoutANextFrame() {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, lines::put)) {
            runner.onRestart(asked::add);
            runner.start();
            runner.accept(Observation.of("cellar", System.nanoTime(), List.of()));
            await().until(() -> runner.status().state() == State.FAILED);
            assertEquals(List.of(), asked);
            await().until(() ->
                    asked.equals(Scene.CAMERAS.stream().map(CameraConfig::name).toList()));
        }
    }

    @Test
    void framesBeyondTheQueueFailTheEngineInsteadOfBeingLost() {
        CountDownLatch stuck = new CountDownLatch(1);
        LineOutput slow = (line, demand) -> {
            lines.put(line, demand);
            if (demand == LineDemand.ACTIVE) {
                await().until(() -> stuck.getCount() == 0);
            }
        };
        try (RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, slow)) {
            runner.start();
            for (int i = 0; i < RuleRunner.QUEUE_CAPACITY + 2; i++) {
                person(runner);
            }
            assertEquals(
                    new RuleEngineStatus(
                            State.FAILED,
                            "the rule engine does not come back from a call on a line; 256 frames wait for it",
                            0),
                    runner.status());
            stuck.countDown();
            await().untilAsserted(() -> assertTrue(
                    runner.status().reason().contains("it fell 256 frames behind the cameras"),
                    runner.status().reason()));
            assertEquals(Map.of("GPIO17", LineDemand.SHUTDOWN, "GPIO27", LineDemand.SHUTDOWN), lines);
        }
    }

    @Test
    void framesBeforeTheStartAreActedOnThenHoweverManyCame() {
        try (RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, lines::put)) {
            for (int i = 0; i < RuleRunner.QUEUE_CAPACITY + 2; i++) {
                person(runner);
            }
            assertEquals(Map.of(), lines);

            runner.start();

            await().until(() -> lines.get("GPIO17") == LineDemand.ACTIVE);
            assertEquals(State.RUNNING, runner.status().state());
        }
    }

    @Test
    void stillPicturesTakeNoFramesPlace() {
        CountDownLatch stuck = new CountDownLatch(1);
        LineOutput slow = (line, demand) -> {
            lines.put(line, demand);
            if (demand == LineDemand.ACTIVE) {
                await().until(() -> stuck.getCount() == 0);
            }
        };
        try (RuleRunner runner = new RuleRunner(rules, Scene.CAMERAS, surroundings, slow)) {
            runner.start();
            person(runner);
            for (int i = 0; i < 10 * RuleRunner.QUEUE_CAPACITY; i++) {
                runner.cameraStill("porch");
            }
            for (int i = 0; i < RuleRunner.QUEUE_CAPACITY / 4; i++) {
                person(runner);
            }
            runner.accept(Observation.of("porch", System.nanoTime(), List.of()));
            stuck.countDown();
            await().until(() -> lines.get("GPIO17") == LineDemand.INACTIVE);
            assertEquals(State.RUNNING, runner.status().state());
        }
    }

    private static void person(RuleRunner runner) {
        runner.accept(Observation.of("porch", System.nanoTime(), List.of(Scene.detection("person", 0.9))));
    }
}
