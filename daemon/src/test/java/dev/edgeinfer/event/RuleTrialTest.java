package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.Mode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that are tried, stopped and told of. */
class RuleTrialTest extends RuleScene {

    @Test
    void aFactNamesCameraEventsAndLabels() {
        Scene scene = scene("when: { zone: step }");
        see(scene, "porch", person(4, "step"), person(-1, "step"), person(5, "path"));
        see(scene.at(100), "porch");
        assertEquals(
                List.of(
                        new Fact.RuleChange(
                                scene.wallClock().minusMillis(100),
                                "a",
                                true,
                                Optional.of("porch"),
                                List.of("porch-4"),
                                List.of("person")),
                        new Fact.RuleChange(
                                scene.wallClock(),
                                "a",
                                false,
                                Optional.empty(),
                                List.of("porch-4"),
                                List.of("person"))),
                scene.facts);
    }

    @ParameterizedTest
    @CsvSource({
        "FOLLOW, 100+ 1100-",
        "PULSE,  100+ 600-",
        "HOLD,   100+ 3100-",
    })
    void aTestActsForASecondAlsoWithoutACamera(Mode mode, String expected) {
        for (boolean fed : new boolean[] {false, true}) {
            Scene scene = new Scene(Scene.rule("a", "GPIO17", mode, 0, "porch"));
            for (int millis = 0; millis <= 5_000; millis += 100) {
                scene.at(millis);
                if (fed) {
                    scene.nobody("porch");
                } else if (millis == 0) {
                    scene.lost("porch");
                }
                if (millis == 100) {
                    scene.engine.test("a", "anna");
                }
            }
            assertTrue(scene.switches("GPIO17").startsWith(expected), scene.switches("GPIO17") + ", fed: " + fed);
            assertEquals(fed ? LineDemand.INACTIVE : LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
            assertEquals("", scene.changes("a"));
            assertEquals(
                    List.of("true Optional[anna]", "false Optional[anna]"),
                    scene.facts.stream()
                            .map(Fact.RuleChange.class::cast)
                            .map(change -> change.active() + " " + change.by())
                            .toList());
        }
    }

    @Test
    void aLineThatWasTriedBeforeTheFirstFrameGoesToItsShutdownState() {
        Scene scene = new Scene(Scene.rule("a", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.engine.test("a", "anna");
        scene.at(5_000);
        assertEquals(List.of("0 GPIO17 ACTIVE", "1000 GPIO17 SHUTDOWN"), scene.log);
        scene.nobody("porch");
        assertEquals("5000 GPIO17 INACTIVE", scene.log.getLast());
    }

    @Test
    void aTestOfARuleThatIsActiveFiresItsPulseAgain() {
        Scene scene = new Scene(Scene.rule("a", "GPIO17", Mode.PULSE, 0, "porch"));
        scene.person("porch").at(1_000).person("porch").engine.test("a", "anna");
        scene.at(2_900);
        assertEquals("0+ 500- 1000+ 1500-", scene.switches("GPIO17"));
        assertTrue(scene.engine.rules().getFirst().active());
    }

    @Test
    void aPulseThatWasTriedIsNoExcuseForOneThatRunsWhenTheCameraIsLost() {
        Scene scene = new Scene(Scene.rule("a", "GPIO17", Mode.PULSE, 0, "porch"));
        scene.lost("porch").engine.test("a", "anna");
        scene.at(5_000).person("porch").at(5_100).lost("porch");
        assertEquals("0+ 500- 1000- 5000+ 5100-", scene.switches("GPIO17"));
    }

    @Test
    void aTestOfAnUnknownRuleIsRefused() {
        Scene scene = scene("when: { armed: true }");
        assertThrows(IllegalArgumentException.class, () -> scene.engine.test("b", "anna"));
    }

    @Test
    void rulesThatAreStoppedEnd() {
        Scene scene = scene("when: { label: person }");
        see(scene, "porch", person(1));
        scene.at(100).engine.stop();
        assertEquals("0+ 100-", scene.changes("a"));
    }

    @Test
    void deadlinesAreNeverOver() {
        RuleConfig[] rules = RuleTexts.rules("""
                a: { when: { label: person, absent-for: 1s }, gpio: { line: A } }
                b: { when: { schedule: { from: 08:01, to: sunset } }, gpio: { line: B } }
                c: { when: { label: person, zone: step, for: 300ms }, cooldown: 2s, max-rate: 2/m, gpio: { line: C, mode: pulse } }
                d: { when: { armed: true, for: 1s }, gpio: { line: D, mode: hold } }
                """);
        rules[3] = RuleTexts.withInput(rules[3], "DOOR", true);
        Scene scene = new Scene(PLACES, "2026-11-24T07:00:00Z", rules);
        var random = new java.util.Random(1);
        for (int i = 0; i < 20_000; i++) {
            scene.at(scene.millis() + random.nextInt(300));
            switch (random.nextInt(12)) {
                case 0 -> scene.inputs.set("DOOR", random.nextBoolean());
                case 1 -> scene.lost("yard");
                case 2 -> scene.engine.test(random.nextBoolean() ? "a" : "c", "anna");
                case 3, 4 -> see(scene, "porch", person(1, "step"));
                case 5, 6, 7 -> see(scene, "yard");
                default -> see(scene, "porch");
            }
            scene.engine.tick();
            OptionalLong deadline = scene.engine.nextDeadline();
            assertTrue(deadline.isPresent() && deadline.getAsLong() - scene.nanos() > 0, "step " + i);
        }
    }
}
