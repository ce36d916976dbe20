package dev.edgeinfer.event;

import static dev.edgeinfer.event.Scene.detection;
import static dev.edgeinfer.event.Scene.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.RuleConfig.Mode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleEngineTest {

    /**
     * The timing matrix. Frames of one camera every 100 ms from 0: {@code P} with a person, {@code .} without; then
     * {@code .} until 5 s. Expected are the moments at which the line goes on and off.
     */
    @ParameterizedTest(name = "{0} for {1} ms, frames {2}: {3}")
    @CsvSource({
        // the condition is over with the first frame without a person
        "FOLLOW,   0, .PP.......,       100+ 300-",
        "FOLLOW,   0, P,                0+ 100-",
        "FOLLOW,   0, .P.P.,            100+ 200- 300+ 400-",
        "FOLLOW, 300, .PPP.,            ''",
        "FOLLOW, 300, .PPPP.,           400+ 500-",
        "FOLLOW, 300, .PPP.PPP.PPP.,    ''",
        "FOLLOW, 250, PPPPP,            300+ 500-",
        // a pulse is as long whether the condition is shorter or longer, and starts again with the condition
        "PULSE,    0, .P.,              100+ 600-",
        "PULSE,    0, .PPPPPPPPPPPPPPP, 100+ 600-",
        "PULSE,    0, .P..P.,           100+ 900-",
        "PULSE,    0, .P......P.,       100+ 600- 800+ 1300-",
        "PULSE,  300, .PPPP.PPP.,       400+ 900-",
        "PULSE,  300, .PPP.PPP,         ''",
        // a hold begins when the condition ends, and ends early only to go on with the condition
        "HOLD,     0, .P.,              100+ 2200-",
        "HOLD,     0, .P...P.,          100+ 2600-",
        "HOLD,   300, .PPPP.P.PPP.,     400+ 2500-",
        "HOLD,   300, .PPP.,            ''",
    })
    void lineFollowsFrames(Mode mode, long forMillis, String frames, String expected) {
        Scene scene = new Scene(rule("visitor", "GPIO17", mode, forMillis, "porch"));
        for (int i = 0; i <= 50; i++) {
            scene.at(100L * i);
            if (i < frames.length() && frames.charAt(i) == 'P') {
                scene.person("porch");
            } else {
                scene.nobody("porch");
            }
        }
        assertEquals(expected, scene.switches("GPIO17"));
    }

    @Test
    void pulseEndsBetweenFramesAtItsOwnTime() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.PULSE, 0, "porch"));
        scene.at(37).person("porch").at(437).person("porch").at(937);
        assertEquals(List.of("37 GPIO17 ACTIVE", "537 GPIO17 INACTIVE"), scene.log);
    }

    @Test
    void durationCountsFromCaptureTimes() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 300, "porch"));
        scene.at(1_000);
        scene.observe(Observation.of("porch", scene.nanos() - 400_000_000, List.of(detection("person", 0.9))));
        scene.observe(Observation.of("porch", scene.nanos() - 100_000_000, List.of(detection("person", 0.9))));
        assertEquals("1000+", scene.switches("GPIO17"));
    }

    @Test
    void frameOlderThanItsPredecessorIsIgnored() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.at(1_000).person("porch");
        scene.observe(Observation.of("porch", scene.nanos() - 1, List.of()));
        assertEquals("1000+", scene.switches("GPIO17"));
    }

    @ParameterizedTest
    @CsvSource({"person, 0.5, true", "person, 0.49, false", "Person, 0.9, false", "cat, 0.9, false"})
    void onlyTheLabelWithTheScoreCounts(String label, double score, boolean active) {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.frame("porch", detection(label, score));
        assertEquals(active ? LineDemand.ACTIVE : LineDemand.INACTIVE, scene.lines.get("GPIO17"));
    }

    @Test
    void framesOfOtherCamerasDoNotCount() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.nobody("porch").at(100).person("yard");
        assertEquals("", scene.switches("GPIO17"));
    }

    @Test
    void durationIsPerCameraNotSummedOverCameras() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 300));
        scene.person("porch")
                .at(200)
                .person("yard")
                .at(250)
                .nobody("porch")
                .at(400)
                .person("yard");
        assertEquals("", scene.switches("GPIO17"));
        scene.at(500).person("yard");
        assertEquals("500+", scene.switches("GPIO17"));
    }

    @Test
    void conditionHoldsWhileAnyCameraSeesIt() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0));
        scene.person("porch")
                .at(100)
                .person("yard")
                .at(200)
                .nobody("porch")
                .at(300)
                .nobody("yard");
        assertEquals("0+ 300-", scene.switches("GPIO17"));
    }

    @Test
    void rulesOnOneLineAreOred() {
        Scene scene = new Scene(
                rule("porch", "GPIO17", Mode.HOLD, 0, "porch"), rule("yard", "GPIO17", Mode.FOLLOW, 0, "yard"));
        scene.nobody("porch").nobody("yard");
        scene.at(100).person("porch").at(200).nobody("porch"); // held until 2200
        for (int i = 2_000; i <= 2_400; i += 100) {
            scene.at(i).person("yard").nobody("porch");
        }
        scene.at(2_500).nobody("yard");
        assertEquals("100+ 2500-", scene.switches("GPIO17"));
    }

    @Test
    void linesAreIndependent() {
        Scene scene = new Scene(
                rule("porch", "GPIO17", Mode.FOLLOW, 0, "porch"), rule("yard", "GPIO27", Mode.FOLLOW, 0, "yard"));
        scene.nobody("porch").nobody("yard").at(100).person("yard");
        assertEquals(LineDemand.INACTIVE, scene.lines.get("GPIO17"));
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO27"));
    }

    @Test
    void statusTellsConditionAndFeeding() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.PULSE, 0, "porch"));
        assertStatus(scene, false, false);
        scene.at(1_500).person("porch");
        RuleStatus begun = assertStatus(scene, true, true);
        assertEquals(scene.wallClock(), begun.since());
        assertEquals(Optional.of(scene.wallClock()), begun.lastBegun());
        scene.at(1_600).lost("porch");
        RuleStatus ended = assertStatus(scene, false, false);
        assertEquals(scene.wallClock(), ended.since());
        assertEquals(begun.lastBegun(), ended.lastBegun());
    }

    private static RuleStatus assertStatus(Scene scene, boolean active, boolean fed) {
        RuleStatus status = scene.engine.rules().getFirst();
        assertEquals("visitor", status.rule());
        assertEquals(List.of("GPIO17"), status.lines());
        assertEquals(active, status.active());
        assertEquals(fed, status.fed());
        return status;
    }

    @Test
    void unknownCameraIsRefused() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0));
        Exception refused = assertThrows(IllegalArgumentException.class, () -> scene.nobody("cellar"));
        assertEquals("camera \"cellar\" is not one of the rule engine's cameras [porch, yard]", refused.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "cellar")));
    }
}
