package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.config.LineConfig.LineState;
import dev.edgeinfer.config.RuleConfig.Blink;
import dev.edgeinfer.config.RuleConfig.GpioOutput;
import dev.edgeinfer.config.RuleConfig.Mode;
import dev.edgeinfer.config.RuleConfig.Pwm;
import dev.edgeinfer.event.LineArbiter.Claim;
import dev.edgeinfer.event.LineSwitch.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules on one line, each of which says yes or no, cannot know, or has nothing to say yet. */
class LineArbiterTest {

    private static final LineDemand BLINK = new LineDemand.Blink(Duration.ofMillis(100), Duration.ofMillis(400));

    private final List<String> told = new ArrayList<>();

    /** A rule, as its line sees it. */
    private static final class Voter {

        private final String name;
        private final LineSwitch line;
        private Standing standing = Standing.UNDECIDED;

        Voter(String name, Mode mode, LineState state, int priority) {
            this.name = name;
            this.line = new LineSwitch(new GpioOutput(
                    "GPIO17",
                    mode,
                    Duration.ofMillis(500),
                    Duration.ofMillis(2000),
                    new Blink(Duration.ofMillis(100), Duration.ofMillis(400)),
                    new Pwm(25, 0.125),
                    state,
                    priority));
        }

        void says(String word) {
            says(word, 0);
        }

        void says(String word, long now) {
            standing = switch (word) {
                case "none" -> Standing.UNDECIDED;
                case "unknown" -> Standing.BLIND;
                default -> Standing.FED;
            };
            line.advance(now);
            line.condition(word.equals("yes"), now);
        }
    }

    private LineArbiter arbiter(Voter... voters) {
        LineOutput output = new LineOutput() {
            @Override
            public void demand(String line, LineDemand demand) {
                told.add(demand.toString());
            }

            @Override
            public void decidedBy(String line, Optional<String> rule) {
                told.add("by " + rule.orElse("nobody"));
            }
        };
        return new LineArbiter(
                output,
                List.of(voters).stream()
                        .map(voter -> new Claim(voter.name, voter.line, () -> voter.standing))
                        .toList());
    }

    private String demanded(Voter... voters) {
        arbiter(voters).emit();
        return told.isEmpty() ? "-" : told.getLast();
    }

    @ParameterizedTest
    @CsvSource({
        "yes, yes, ACTIVE",
        "yes, no, ACTIVE",
        "yes, unknown, ACTIVE",
        "no, no, INACTIVE",
        "no, unknown, SHUTDOWN",
        "no, none, INACTIVE",
        "unknown, unknown, SHUTDOWN",
        "unknown, none, SHUTDOWN",
        "none, none, -"
    })
    void rulesOfOnePriorityAreAnOr(String one, String other, String expected) {
        for (boolean swapped : new boolean[] {false, true}) {
            told.clear();
            var a = new Voter("a", Mode.FOLLOW, LineState.ACTIVE, 0);
            var b = new Voter("b", Mode.HOLD, LineState.ACTIVE, 0);
            a.says(swapped ? other : one);
            b.says(swapped ? one : other);
            assertEquals(expected, demanded(a, b));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "yes, yes, blink",
        "yes, no, blink",
        "yes, unknown, blink",
        "yes, none, blink",
        "no, yes, ACTIVE",
        "no, no, INACTIVE",
        "no, unknown, SHUTDOWN",
        "no, none, INACTIVE",
        // Both would light the line, so it is lit: only how is not known.
        "unknown, yes, ACTIVE",
        "unknown, no, SHUTDOWN",
        "unknown, unknown, SHUTDOWN",
        "unknown, none, SHUTDOWN",
        "none, yes, ACTIVE",
        "none, no, INACTIVE",
        "none, none, -"
    })
    void higherPriorityDecidesHowTheLineIsLit(String high, String low, String expected) {
        var light = new Voter("light", Mode.FOLLOW, LineState.ACTIVE, 0);
        var alarm = new Voter("alarm", Mode.BLINK, LineState.ACTIVE, 1);
        alarm.says(high);
        light.says(low);
        assertEquals(expected.equals("blink") ? BLINK.toString() : expected, demanded(light, alarm));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, yes, INACTIVE",
        "yes, no, INACTIVE",
        "yes, unknown, INACTIVE",
        "no, yes, ACTIVE",
        "no, no, INACTIVE",
        "no, unknown, SHUTDOWN",
        // It may have to be off, and nobody can say.
        "unknown, yes, SHUTDOWN",
        "unknown, no, SHUTDOWN",
        "unknown, unknown, SHUTDOWN",
        "none, yes, ACTIVE"
    })
    void ruleOfHigherPriorityForcesTheLineOff(String high, String low, String expected) {
        var light = new Voter("light", Mode.FOLLOW, LineState.ACTIVE, 0);
        var guard = new Voter("guard", Mode.FOLLOW, LineState.INACTIVE, 1);
        guard.says(high);
        light.says(low);
        assertEquals(expected, demanded(light, guard));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, yes, ACTIVE",
        "no, yes, INACTIVE",
        // The line may have to be on, and nobody can say.
        "unknown, yes, SHUTDOWN",
        "yes, unknown, ACTIVE",
        "no, no, INACTIVE"
    })
    void ruleOfLowerPriorityForcesNothing(String high, String low, String expected) {
        var light = new Voter("light", Mode.FOLLOW, LineState.ACTIVE, 0);
        var guard = new Voter("guard", Mode.FOLLOW, LineState.INACTIVE, -5);
        light.says(high);
        guard.says(low);
        assertEquals(expected, demanded(guard, light));
    }

    @Test
    void holdOfARuleThatForcesOffLastsBeyondItsCondition() {
        var light = new Voter("light", Mode.FOLLOW, LineState.ACTIVE, 0);
        var guard = new Voter("guard", Mode.HOLD, LineState.INACTIVE, 1);
        LineArbiter arbiter = arbiter(light, guard);
        light.says("yes");
        guard.says("yes");
        arbiter.emit();
        guard.says("no", 1000);
        guard.says("no", 2_000_000_999);
        arbiter.emit();
        assertEquals(List.of("by guard", "INACTIVE"), told);
        guard.says("no", 2_000_001_000);
        arbiter.emit();
        assertEquals(List.of("by guard", "INACTIVE", "by light", "ACTIVE"), told);
    }

    @Test
    void blinkAndPwmFollowTheConditionInTheirShapes() {
        var blink = new Voter("blink", Mode.BLINK, LineState.ACTIVE, 0);
        blink.says("yes");
        assertEquals(BLINK.toString(), demanded(blink));
        var pwm = new Voter("pwm", Mode.PWM, LineState.ACTIVE, 0);
        pwm.says("yes");
        assertEquals("PWM(25.0 Hz, 0.125)", demanded(pwm));
        pwm.says("no");
        assertEquals("INACTIVE", demanded(pwm));
    }

    @Test
    void lineIsToldWhichRuleDecidesAndOnlyWhatChanges() {
        var a = new Voter("a", Mode.FOLLOW, LineState.ACTIVE, 0);
        var b = new Voter("b", Mode.FOLLOW, LineState.ACTIVE, 0);
        LineArbiter arbiter = arbiter(a, b);
        List<String[]> steps = List.of(
                new String[] {"none", "none"},
                new String[] {"no", "none"},
                new String[] {"no", "yes"},
                new String[] {"yes", "yes"},
                new String[] {"yes", "yes"},
                new String[] {"yes", "no"},
                new String[] {"no", "no"},
                new String[] {"unknown", "no"},
                new String[] {"unknown", "unknown"});
        steps.forEach(step -> {
            a.says(step[0]);
            b.says(step[1]);
            arbiter.emit();
        });
        assertEquals(
                List.of("by nobody", "INACTIVE", "by b", "ACTIVE", "by a", "by nobody", "INACTIVE", "SHUTDOWN"),
                told,
                "among equals the first decides");
    }

    /**
     * With rules at random: who is unknown might be anything. If every way it could be leaves the line in one state, and a
     * rule says yes, the line is in that state; and a rule that says yes is never overruled by a lower priority.
     */
    @Test
    void unknownNeverTurnsALineTheWrongWay() {
        Random random = new Random(3);
        String[] words = {"yes", "no", "unknown", "none"};
        for (int i = 0; i < 20_000; i++) {
            List<Voter> voters = new ArrayList<>();
            List<String> said = new ArrayList<>();
            int count = 1 + random.nextInt(4);
            for (int v = 0; v < count; v++) {
                // One state for each priority, as check-config sees to.
                int priority = random.nextInt(4);
                LineState state = (priority & 1) == 0 ? LineState.ACTIVE : LineState.INACTIVE;
                var voter = new Voter("rule" + v, Mode.FOLLOW, state, priority);
                String word = words[random.nextInt(words.length)];
                voter.says(word);
                voters.add(voter);
                said.add(word + " " + priority);
            }
            told.clear();
            String demand = demanded(voters.toArray(Voter[]::new));
            boolean yes = said.stream().anyMatch(word -> word.startsWith("yes"));
            boolean unknown = said.stream().anyMatch(word -> word.startsWith("unknown"));
            boolean heard = said.stream().anyMatch(word -> !word.startsWith("none"));
            String expected = yes ? judged(voters, said) : unknown ? "SHUTDOWN" : heard ? "INACTIVE" : "-";
            assertEquals(expected, demand, said::toString);
        }
    }

    /** The state of the line in each way that the unknown could be; SHUTDOWN when they differ. */
    private static String judged(List<Voter> voters, List<String> said) {
        boolean canBeActive = false;
        boolean canBeInactive = false;
        for (int guess = 0; guess < 1 << voters.size(); guess++) {
            int best = Integer.MIN_VALUE;
            for (int v = 0; v < voters.size(); v++) {
                boolean says =
                        said.get(v).startsWith("yes") || said.get(v).startsWith("unknown") && (guess & 1 << v) != 0;
                best = says ? Math.max(best, voters.get(v).line.priority()) : best;
            }
            canBeActive |= (best & 1) == 0;
            canBeInactive |= (best & 1) == 1;
        }
        return canBeActive && canBeInactive ? "SHUTDOWN" : canBeActive ? "ACTIVE" : "INACTIVE";
    }
}
