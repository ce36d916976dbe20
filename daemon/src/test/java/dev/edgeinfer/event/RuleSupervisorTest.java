package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.Mode;
import dev.edgeinfer.event.RuleEngineStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuleSupervisorTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<String> demands = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<RuleConfig> rules =
            List.of(Scene.rule("visitor", "GPIO17", Mode.FOLLOW, 0), Scene.rule("bell", "GPIO27", Mode.PULSE, 0));
    private long now = Scene.START;
    private Throwable defect;
    private int restarts;

    private final LineOutput output = (line, demand) -> {
        if (demand != LineDemand.SHUTDOWN && defect != null) {
            throw RuleSupervisorTest.<RuntimeException>sneaky(defect);
        }
        demands.add(line + " " + demand);
    };

    private final RuleSupervisor supervisor = new RuleSupervisor(
            () -> new RuleEngine(rules, Scene.CAMERAS, Scene.surroundings(facts::add), output, () -> now),
            List.of("GPIO17", "GPIO27"),
            output,
            () -> restarts++,
            () -> now);

    @Test
    void whoCanShowTheCamerasIsToldOfAFreshEngineButNotOfTheFirst() {
        nobody();
        assertEquals(0, restarts);
        supervisor.fail(new IllegalStateException("broken"));
        nobody();
        assertEquals(0, restarts);
        now += SECOND;
        nobody();
        nobody();
        assertEquals(1, restarts);
    }

    @Test
    void engineThatFailsLeavesEveryLineInItsShutdownState() {
        person();
        defect = new StackOverflowError();
        demands.clear();
        nobody();
        assertEquals(List.of("GPIO17 SHUTDOWN", "GPIO27 SHUTDOWN"), demands);
        assertEquals(
                new RuleEngineStatus(
                        State.FAILED,
                        "the rule engine failed (java.lang.StackOverflowError) and every line of a rule is in its"
                                + " shutdown state; it starts again in 1 s",
                        1),
                supervisor.status());
        assertEquals(List.of(), supervisor.rules());
    }

    @Test
    void rulesThatAreActiveEndWithTheEngine() {
        person();
        supervisor.fail(new IllegalStateException("broken"));
        now += SECOND;
        person();
        supervisor.stop();
        supervisor.stop();
        assertEquals(
                List.of(
                        "visitor true",
                        "bell true",
                        "visitor false",
                        "bell false",
                        "visitor true",
                        "bell true",
                        "visitor false",
                        "bell false"),
                facts.stream()
                        .map(Fact.RuleChange.class::cast)
                        .map(change -> change.rule() + " " + change.active())
                        .toList());
    }

    @Test
    void lineThatCannotBeShutDownDoesNotKeepTheOthersFromIt() {
        List<String> reached = new ArrayList<>();
        LineOutput stubborn = (line, demand) -> {
            reached.add(line + " " + demand);
            throw new IllegalStateException("stubborn");
        };
        new RuleSupervisor(() -> null, List.of("GPIO17", "GPIO27"), stubborn, () -> {}, () -> now).stop();
        assertEquals(List.of("GPIO17 SHUTDOWN", "GPIO27 SHUTDOWN"), reached);
    }

    @Test
    void failedEngineDropsFramesUntilItsBackOffIsOverAndStartsWithoutHistory() {
        person();
        supervisor.fail(new IllegalStateException("broken"));
        demands.clear();
        now += SECOND - 1;
        nobody();
        assertEquals(List.of(), demands);
        assertEquals(OptionalLong.of(now + 1), supervisor.nextDeadline());
        now += 1;
        nobody();
        assertEquals(List.of("GPIO17 INACTIVE", "GPIO27 INACTIVE"), demands);
        assertEquals(new RuleEngineStatus(State.RUNNING, "", 1), supervisor.status());
    }

    @Test
    void backOffDoublesUpToThirtySeconds() {
        List<Long> backOffs = new ArrayList<>();
        for (int i = 1; i < RuleSupervisor.MOST_FAILURES; i++) {
            nobody();
            supervisor.fail(new IllegalStateException("broken"));
            backOffs.add((supervisor.nextDeadline().getAsLong() - now) / SECOND);
            now = supervisor.nextDeadline().getAsLong();
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L), backOffs);
    }

    @Test
    void engineThatFailsAllTheTimeStaysDown() {
        for (int i = 0; i < RuleSupervisor.MOST_FAILURES; i++) {
            nobody();
            supervisor.fail(new IllegalStateException("broken"));
            now += RuleSupervisor.LONGEST_BACK_OFF;
        }
        assertEquals(OptionalLong.empty(), supervisor.nextDeadline());
        demands.clear();
        now += TimeUnit.DAYS.toNanos(1);
        person();
        assertEquals(List.of(), demands);
        assertTrue(
                supervisor.status().reason().endsWith("it failed 8 times in a row and stays down; restart the daemon"),
                supervisor.status().reason());
    }

    @Test
    void minuteOfHealthForgivesFailures() {
        for (int i = 0; i <= RuleSupervisor.MOST_FAILURES; i++) {
            nobody();
            now += RuleSupervisor.HEALTHY_AFTER;
            supervisor.fail(new IllegalStateException("broken"));
            assertEquals(OptionalLong.of(now + SECOND), supervisor.nextDeadline());
            now += SECOND;
        }
    }

    @Test
    void stopLeavesEveryLineInItsShutdownStateForGood() {
        person();
        demands.clear();
        supervisor.stop();
        now += TimeUnit.DAYS.toNanos(1);
        person();
        assertEquals(List.of("GPIO17 SHUTDOWN", "GPIO27 SHUTDOWN"), demands);
        assertEquals(State.STOPPED, supervisor.status().state());
        assertEquals(OptionalLong.empty(), supervisor.nextDeadline());
    }

    private void person() {
        supervisor.run(engine -> engine.accept(Observation.of("porch", now, List.of(Scene.detection("person", 0.9)))));
    }

    private void nobody() {
        supervisor.run(engine -> engine.accept(Observation.of("porch", now, List.of())));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable throwable) throws T {
        throw (T) throwable;
    }
}
