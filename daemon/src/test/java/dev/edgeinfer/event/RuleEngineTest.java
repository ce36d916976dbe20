package dev.edgeinfer.event;

import static dev.edgeinfer.event.Scene.detection;
import static dev.edgeinfer.event.Scene.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.RuleConfig.Mode;
import java.util.List;
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
        assertEquals(expected, switches(scene, "GPIO17"));
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
        scene.engine.accept("porch", scene.nanos() - 400_000_000, List.of(detection("person", 0.9)));
        scene.engine.accept("porch", scene.nanos() - 100_000_000, List.of(detection("person", 0.9)));
        assertEquals("1000+", switches(scene, "GPIO17"));
    }

    @Test
    void frameOlderThanItsPredecessorIsIgnored() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.at(1_000).person("porch");
        scene.engine.accept("porch", scene.nanos() - 1, List.of());
        assertEquals("1000+", switches(scene, "GPIO17"));
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
        assertEquals("", switches(scene, "GPIO17"));
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
        assertEquals("", switches(scene, "GPIO17"));
        scene.at(500).person("yard");
        assertEquals("500+", switches(scene, "GPIO17"));
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
        assertEquals("0+ 300-", switches(scene, "GPIO17"));
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
        assertEquals("100+ 2500-", switches(scene, "GPIO17"));
    }

    @Test
    void linesAreIndependent() {
        Scene scene = new Scene(
                rule("porch", "GPIO17", Mode.FOLLOW, 0, "porch"), rule("yard", "GPIO27", Mode.FOLLOW, 0, "yard"));
        scene.nobody("porch").nobody("yard").at(100).person("yard");
        assertEquals(LineDemand.INACTIVE, scene.lines.get("GPIO17"));
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO27"));
    }

    @ParameterizedTest
    @CsvSource({"FOLLOW", "PULSE", "HOLD"})
    void lostCameraPutsLineIntoShutdownStateAtOnce(Mode mode) {
        Scene scene = new Scene(rule("visitor", "GPIO17", mode, 0, "porch"));
        scene.person("porch").at(50).lost("porch").at(4_000);
        assertEquals(List.of("0 GPIO17 ACTIVE", "50 GPIO17 SHUTDOWN"), scene.log);
    }

    @Test
    void holdThatRunsWhenTheCameraIsLostIsCutAndDoesNotComeBack() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.HOLD, 0, "porch"));
        scene.person("porch")
                .at(100)
                .nobody("porch")
                .at(200)
                .lost("porch")
                .at(300)
                .nobody("porch");
        assertEquals(List.of("0 GPIO17 ACTIVE", "200 GPIO17 SHUTDOWN", "300 GPIO17 INACTIVE"), scene.log);
    }

    @Test
    void lostCameraLeavesTheRuleToTheOtherCamera() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0));
        scene.nobody("yard").person("porch").at(100).lost("porch");
        assertEquals("0+ 100-", switches(scene, "GPIO17"));
        scene.at(200).lost("yard");
        assertEquals(LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
    }

    @Test
    void lostCameraCountsAlsoWhileAnotherIsStillWaitedFor() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0));
        scene.person("porch").at(100).lost("porch");
        assertEquals(LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
    }

    @Test
    void ruleThatCannotKnowOutweighsNoAndNotYes() {
        Scene scene = new Scene(
                rule("porch", "GPIO17", Mode.FOLLOW, 0, "porch"), rule("yard", "GPIO17", Mode.FOLLOW, 0, "yard"));
        scene.nobody("porch").person("yard").at(100).lost("porch");
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO17"));
        scene.at(200).nobody("yard");
        assertEquals(LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
    }

    @Test
    void frameCapturedAfterTheLossBringsTheCameraBackAndOneBeforeDoesNot() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.nobody("porch").at(100).lost("porch").at(150);
        scene.engine.accept("porch", scene.nanos() - 60_000_000, List.of(detection("person", 0.9)));
        assertEquals(LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
        scene.at(200).person("porch");
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO17"));
    }

    @Test
    void durationStartsAnewAfterALoss() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 300, "porch"));
        scene.person("porch")
                .at(200)
                .person("porch")
                .at(210)
                .lost("porch")
                .at(300)
                .person("porch");
        assertEquals(LineDemand.INACTIVE, scene.lines.get("GPIO17"));
        scene.at(600).person("porch");
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO17"));
    }

    @Test
    void stalledInferencePutsLineIntoShutdownState() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.HOLD, 0, "porch"));
        scene.person("porch").at(100).person("porch").at(60_000);
        assertEquals(List.of("0 GPIO17 ACTIVE", "2100 GPIO17 SHUTDOWN"), scene.log);
    }

    @Test
    void cameraThatNeverGivesAFramePutsLineIntoShutdownState() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.at(9_999);
        assertEquals(List.of(), scene.log);
        scene.at(10_000);
        assertEquals(List.of("10000 GPIO17 SHUTDOWN"), scene.log);
    }

    @Test
    void slowModelIsNotStale() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        for (int second = 0; second <= 60; second += 4) {
            scene.at(second * 1_000L).person("porch");
        }
        assertEquals(List.of("0 GPIO17 ACTIVE"), scene.log);
        scene.at(120_000);
        assertEquals("80000 GPIO17 SHUTDOWN", scene.log.getLast());
    }

    @Test
    void lossBeforeTheSecondFrameDoesNotMakeASlowModelStale() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.person("porch").at(1_000).lost("porch");
        for (int second = 2; second <= 30; second += 4) {
            scene.at(second * 1_000L).person("porch");
        }
        assertEquals(List.of("0 GPIO17 ACTIVE", "1000 GPIO17 SHUTDOWN", "2000 GPIO17 ACTIVE"), scene.log);
    }

    @Test
    void modelThatTurnsSlowIsStaleOnlyOnce() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        for (int i = 0; i < 20; i++) {
            scene.at(100L * i).person("porch");
        }
        for (int i = 0; i < 20; i++) {
            scene.at(2_000 + 3_000L * i).person("porch");
        }
        assertEquals(
                1, scene.log.stream().filter(line -> line.contains("SHUTDOWN")).count());
    }

    @Test
    void oneLongStallDoesNotBluntTheWatch() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.nobody("porch").at(100).nobody("porch").at(600_000);
        for (int i = 0; i < 10; i++) {
            scene.at(600_000 + 100L * i).person("porch");
        }
        scene.at(700_000);
        assertEquals("602900 GPIO17 SHUTDOWN", scene.log.getLast());
    }

    @Test
    void statusTellsConditionAndFeeding() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.PULSE, 0, "porch"));
        assertEquals(List.of(new RuleStatus("visitor", "GPIO17", false, false)), scene.engine.rules());
        scene.person("porch");
        assertEquals(List.of(new RuleStatus("visitor", "GPIO17", true, true)), scene.engine.rules());
        scene.lost("porch");
        assertEquals(List.of(new RuleStatus("visitor", "GPIO17", false, false)), scene.engine.rules());
    }

    @Test
    void unknownCameraIsRefused() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0));
        Exception refused = assertThrows(IllegalArgumentException.class, () -> scene.nobody("cellar"));
        assertEquals("camera \"cellar\" is not one of the rule engine's cameras [porch, yard]", refused.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "cellar")));
    }

    /** Moments at which a line goes on and off, without what is asked of it before it was on. */
    private static String switches(Scene scene, String line) {
        StringBuilder switches = new StringBuilder();
        for (String entry : scene.log) {
            String[] words = entry.split(" ");
            boolean active = words[2].equals("ACTIVE");
            if (words[1].equals(line) && (active || !switches.isEmpty())) {
                switches.append(words[0]).append(active ? "+ " : "- ");
            }
        }
        return switches.toString().strip();
    }
}
