package dev.edgeinfer.event;

import static dev.edgeinfer.event.Scene.detection;
import static dev.edgeinfer.event.Scene.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.RuleConfig.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule does when its cameras stop giving frames, or give them late. */
class RuleEngineFeedTest {

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
        assertEquals("0+ 100-", scene.switches("GPIO17"));
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
        scene.observe(Observation.of("porch", scene.nanos() - 60_000_000, List.of(detection("person", 0.9))));
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
    void whileNothingMovesAConditionStandsAndTheCameraFeedsItsRules() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.person("porch").at(100).person("porch");
        for (int millis = 200; millis <= 30_000; millis += 100) {
            scene.at(millis).still("porch");
        }
        assertEquals(List.of("0 GPIO17 ACTIVE"), scene.log);
        assertTrue(scene.engine.rules().getFirst().fed());

        scene.at(30_100).nobody("porch");
        assertEquals("30100 GPIO17 INACTIVE", scene.log.getLast());
    }

    @Test
    void timeInWhichNothingMovesCountsOnceAFrameConfirmsIt() {
        Scene scene = new Scene(rule("loiterer", "GPIO17", Mode.FOLLOW, 20_000, "porch"));
        scene.person("porch").at(100).person("porch");
        for (int millis = 200; millis < 30_000; millis += 100) {
            scene.at(millis).still("porch");
        }
        scene.at(30_000).person("porch");
        assertEquals(List.of("0 GPIO17 INACTIVE", "30000 GPIO17 ACTIVE"), scene.log);
    }

    @Test
    void aCameraThatIsStillAndThenSilentIsStale() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.person("porch").at(100).person("porch").at(200).still("porch").at(60_000);
        assertEquals(List.of("0 GPIO17 ACTIVE", "2200 GPIO17 SHUTDOWN"), scene.log);
    }

    @Test
    void stillFramesBringNoLostCameraBack() {
        Scene scene = new Scene(rule("visitor", "GPIO17", Mode.FOLLOW, 0, "porch"));
        scene.still("porch")
                .at(100)
                .person("porch")
                .at(200)
                .lost("porch")
                .at(300)
                .still("porch");
        assertEquals(LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
        scene.at(400).person("porch");
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO17"));
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
}
