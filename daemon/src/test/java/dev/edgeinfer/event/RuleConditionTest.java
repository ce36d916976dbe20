package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.event.Observation.SeenObject;
import dev.edgeinfer.track.Crossing;
import dev.edgeinfer.track.Crossing.Direction;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule waits for beside a label: places, counts, absence, and what gates it. */
class RuleConditionTest extends RuleScene {

    @Test
    void anObjectCountsInAnyOfTheZones() {
        Scene scene = scene("when: { label: person, zone: [step, lawn] }");
        see(scene, "porch", person(1, "path"));
        see(scene.at(100), "porch", person(1, "path", "step"));
        see(scene.at(200), "porch", person(1, "path"));
        see(scene.at(300), "yard", person(1, "lawn"));
        assertEquals("100+ 200- 300+", scene.changes("a"));
    }

    @Test
    void aCameraWithoutTheZoneNeitherFeedsNorBlindsTheRule() {
        Scene scene = scene("when: { zone: step }");
        see(scene, "yard");
        assertFalse(scene.engine.rules().getFirst().fed());
        see(scene, "porch");
        assertTrue(scene.engine.rules().getFirst().fed());
        scene.at(100).lost("porch");
        see(scene, "yard");
        assertEquals(LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
    }

    @Test
    void severalLabelsAndNoneAreAllowed() {
        Scene some = scene("when: { label: [person, cat] }");
        Scene any = scene("when: { count: 1 }");
        SeenObject dog = new SeenObject("dog", 0.9f, OptionalLong.of(3), List.of(), true);
        for (Scene scene : List.of(some, any)) {
            see(scene, "porch", dog);
            see(scene.at(100), "porch", dog, person(1));
        }
        assertEquals("100+", some.changes("a"));
        assertEquals("0+", any.changes("a"));
    }

    @Test
    void enoughOfThemMustBeThereAtOneCamera() {
        Scene scene = scene("when: { label: person, count: 2, for: 200ms }");
        see(scene, "porch", person(1));
        see(scene, "yard", person(1));
        for (int millis = 100; millis <= 300; millis += 100) {
            see(scene.at(millis), "porch", person(1), person(2));
        }
        see(scene.at(400), "porch", person(2));
        assertEquals("300+ 400-", scene.changes("a"));
    }

    @Test
    void theMedianOfATrackIsWhatCounts() {
        Scene scene = scene("when: { label: person, min-score: 0.85 }");
        see(scene, "porch", person(1));
        see(scene.at(100), "porch", new SeenObject("person", 0.9f, OptionalLong.of(1), List.of(), true));
        assertEquals("100+", scene.changes("a"));
    }

    @Test
    void aTrackCountsWhileItExistsAlsoUnseen() {
        Scene scene = scene("when: { label: person, for: 200ms }");
        see(scene, "porch", person(1));
        see(scene.at(100), "porch", hidden(person(1)));
        see(scene.at(200), "porch", hidden(person(1)));
        see(scene.at(300), "porch");
        assertEquals("200+ 300-", scene.changes("a"));
    }

    @ParameterizedTest
    @CsvSource({"in, 100+ 200-", "out, 300+ 400-", "any, 100+ 200- 300+ 400-"})
    void aCrossingIsAMomentOfItsDirection(String direction, String expected) {
        Scene scene = scene("when: { line: gate, direction: " + direction + " }");
        see(scene, "porch", person(1));
        cross(scene.at(100), Direction.IN, person(1));
        see(scene.at(200), "porch", person(1));
        cross(scene.at(300), Direction.OUT, person(1));
        see(scene.at(400), "porch", person(1));
        assertEquals(expected, scene.changes("a"));
    }

    @Test
    void everyCrossingIsABeginningOfItsOwn() {
        Scene scene = scene("when: { line: gate }");
        cross(scene, Direction.IN, person(1));
        cross(scene.at(100), Direction.IN, person(2));
        scene.at(150).still("porch");
        assertEquals("0+ 100- 100+ 150-", scene.changes("a"));
        // The line is not switched off and on again between the two.
        assertEquals("0+ 150-", scene.switches("GPIO17"));
    }

    @ParameterizedTest
    @CsvSource({"person, 0.5, true", "cat, 0.5, false", "person, 0.9, false"})
    void whoCrossesMustBeWhatIsAskedFor(String label, double score, boolean expected) {
        Scene scene = scene("when: { line: gate, label: %s, min-score: %s }".formatted(label, score));
        cross(scene, Direction.IN, person(1));
        assertEquals(expected, scene.engine.rules().getFirst().active());
    }

    @Test
    void anObjectThatOnlyStandsThereCrossesNothing() {
        Scene scene = scene("when: { line: gate }");
        scene.observe(new Observation(
                "porch",
                scene.nanos(),
                List.of(person(1), person(2)),
                List.of(new Crossing("other", 1, "person", Direction.IN))));
        assertEquals("", scene.changes("a"));
    }

    @Test
    void absenceBeginsWithoutAFrameAndEndsWithOne() {
        Scene scene = scene("when: { label: person, absent-for: 1s, camera: porch }");
        see(scene, "porch", person(1));
        for (int millis = 100; millis <= 1_500; millis += 150) {
            see(scene.at(millis), "porch");
        }
        see(scene.at(1_700), "porch", person(2));
        assertEquals("1000+ 1700-", scene.changes("a"));
    }

    @Test
    void absenceCountsFromWhenTheObjectWasLastSeenAndNotWhileItIsBelievedToBeThere() {
        Scene scene = scene("when: { label: person, absent-for: 1s, camera: porch }");
        see(scene, "porch", person(1));
        for (int millis = 100; millis <= 1_400; millis += 100) {
            see(scene.at(millis), "porch", hidden(person(1)));
        }
        see(scene.at(1_450), "porch");
        assertEquals("1450+", scene.changes("a"));
    }

    @Test
    void absenceIsNotKnownWhileACameraIsBlind() {
        Scene scene = scene("when: { label: person, absent-for: 1s }");
        see(scene, "porch");
        scene.at(11_000); // yard never gave a frame, porch is stale
        assertEquals("", scene.changes("a"));
        assertEquals(LineDemand.SHUTDOWN, scene.lines.get("GPIO17"));
        for (int millis = 20_000; millis <= 22_000; millis += 100) {
            see(scene.at(millis), "porch");
            if (millis >= 20_500) {
                see(scene, "yard");
            }
        }
        assertEquals("21500+", scene.changes("a"));
        scene.at(22_050).lost("yard");
        assertEquals("21500+ 22050-", scene.changes("a"));
    }

    @Test
    void absenceGoesOnWhileNothingMoves() {
        Scene scene = scene("when: { label: person, absent-for: 10s, camera: porch }");
        see(scene, "porch");
        see(scene.at(100), "porch");
        for (int millis = 200; millis <= 12_000; millis += 100) {
            scene.at(millis).still("porch");
        }
        assertEquals("10000+", scene.changes("a"));
    }

    @Test
    void nobodyWhoCrossesIsAnAbsenceToo() {
        Scene scene = scene("when: { line: gate, absent-for: 500ms }");
        see(scene, "porch", person(1));
        cross(scene.at(400), Direction.IN, person(1));
        see(scene.at(700), "porch", person(1));
        see(scene.at(1_000), "porch", person(1));
        cross(scene.at(1_100), Direction.OUT, person(1));
        assertEquals("900+ 1100-", scene.changes("a"));
    }

    @Test
    void fewerThanACountCanBeAbsentToo() {
        Scene scene = scene("when: { label: person, count: 2, absent-for: 500ms, camera: porch }");
        see(scene, "porch", person(1), person(2));
        for (int millis = 100; millis <= 600; millis += 100) {
            see(scene.at(millis), "porch", person(1));
        }
        assertEquals("500+", scene.changes("a"));
    }

    @Test
    void armingOpensAndClosesARule() {
        Scene scene = scene("when: { label: person, armed: true }");
        scene.armed.set(false, "test");
        see(scene, "porch", person(1));
        scene.at(100).armed.set(true, "test");
        scene.at(250).armed.set(false, "test");
        assertEquals("100+ 250-", scene.changes("a"));
    }

    @Test
    void anInputOpensARuleOnceItIsKnown() {
        Scene closed = new Scene(RuleTexts.withInput(RuleTexts.rule("when: { armed: true }"), "DOOR", false));
        Scene opened = new Scene(RuleTexts.withInput(RuleTexts.rule("when: { armed: true, for: 2s }"), "DOOR", true));
        for (Scene scene : List.of(closed, opened)) {
            scene.at(100).inputs.set("DOOR", true);
            scene.at(1_000).inputs.set("DOOR", false);
            scene.at(2_000).inputs.set("DOOR", true);
            scene.at(5_000).inputs.unknown("DOOR");
            scene.at(6_000).inputs.set("OTHER", true);
        }
        assertEquals("1000+ 2000-", closed.changes("a"));
        assertEquals("4000+ 5000-", opened.changes("a"));
    }

    @Test
    void aScheduleBeginsAndEndsWithoutAFrame() {
        // 7:00 UTC is 8:00 in Vienna.
        Scene scene = scene("when: { schedule: { from: 08:10, to: 08:20 } }");
        scene.at(3_600_000);
        assertEquals("600000+ 1200000-", scene.changes("a"));
    }

    @Test
    void aClockThatIsSetIsNoticedWithinAMinute() {
        Scene scene = scene("when: { schedule: { from: 20:00, to: 21:00 } }");
        scene.at(30_000).setClock(Duration.ofHours(12).plusMinutes(30));
        scene.at(90_000);
        assertTrue(scene.engine.rules().getFirst().active());
    }

    @Test
    void withoutAPlaceToLookARuleIsFedFromItsBeginning() {
        Scene scene = scene("when: { armed: true }");
        scene.at(0).engine.tick();
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO17"));
        assertTrue(scene.engine.rules().getFirst().fed());
        scene.at(60_000).lost("porch").lost("yard");
        assertEquals(LineDemand.ACTIVE, scene.lines.get("GPIO17"));
    }

    @Test
    void aBeginningWithinTheCooldownWaitsForItsEnd() {
        Scene scene = scene("when: { label: person, camera: porch }\n    cooldown: 1s");
        see(scene, "porch", person(1));
        see(scene.at(100), "porch");
        see(scene.at(200), "porch", person(2)); // too early, and gone again
        see(scene.at(300), "porch");
        for (int millis = 500; millis <= 1_500; millis += 100) {
            see(scene.at(millis), "porch", person(3));
        }
        assertEquals("0+ 100- 1100+", scene.changes("a"));
        assertEquals(1, scene.engine.rules().getFirst().suppressedByCooldown());
        assertEquals(0, scene.engine.rules().getFirst().suppressedByRate());
    }

    @Test
    void noStretchOfThePeriodHasMoreBeginningsThanTheRate() {
        Scene scene = scene("when: { line: gate }\n    max-rate: 3/m");
        for (int i = 0; i < 200; i++) {
            cross(scene.at(1_000L * i), Direction.IN, person(i + 1));
        }
        assertEquals(
                "0+ 1000- 1000+ 2000- 2000+ 3000- 60000+ 61000- 61000+ 62000- 62000+ 63000-"
                        + " 120000+ 121000- 121000+ 122000- 122000+ 123000- 180000+ 181000- 181000+ 182000- 182000+ 183000-",
                scene.changes("a"));
        assertEquals(200 - 12, scene.engine.rules().getFirst().suppressedByRate());
    }
}
