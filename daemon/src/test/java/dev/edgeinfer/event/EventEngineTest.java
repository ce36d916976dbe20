package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The life of events, frame by frame, on simulated clocks. */
class EventEngineTest extends EventScene {

    @Test
    void anEventBeginsWhenItsTrackIsBelievedAndEndsWhenItIsGone() {
        see(tentative(person()));
        assertEquals(List.of(), facts);
        Track last = person("step");
        see(last);
        pass(4000);
        gone(last);

        assertEquals(List.of(Phase.NEW, Phase.END), phases());
        Event event = facts.getFirst().event();
        assertEquals("person", event.label());
        assertEquals(START, event.startedAt());
        assertEquals(List.of("step"), event.zones());
        assertEquals(Optional.empty(), facts.getFirst().before());
        Event ended = facts.getLast().event();
        assertEquals(event.id(), ended.id());
        assertEquals(Optional.of(EndReason.GONE), ended.endReason());
        // When it was seen last, not when that was noticed.
        assertEquals(Optional.of(START), ended.endedAt());
        assertEquals(wall, facts.getLast().at());
        assertEquals(Optional.of(event), facts.getLast().before());
    }

    @Test
    void nothingBeginsWithATrackThatIsNotSeen() {
        see(unseen(person()));
        assertEquals(List.of(), facts);
    }

    @Test
    void itIsToldOncePerSecondWhatChanged() {
        see(person());
        pass(300);
        see(person("step"));
        pass(300);
        see(person("step", "door"));
        assertEquals(List.of(Phase.NEW), phases());
        pass(400);
        see(person("door"));

        assertEquals(List.of(Phase.NEW, Phase.UPDATE), phases());
        assertEquals(List.of("step", "door"), facts.getLast().event().zones());
        pass(5000);
        see(person("door"));
        assertEquals(2, facts.size());
    }

    @Test
    void labelStandingAndAClearlyBetterScoreAreNews() {
        Box box = new Box(100, 100, 40, 80);
        see(track(1, "person", 0.60f, box, false));
        pass(1000);
        see(track(1, "person", 0.63f, box, false));
        assertEquals(1, facts.size());
        pass(1000);
        see(track(1, "person", 0.66f, box, false));
        assertEquals(2, facts.size());
        pass(1000);
        see(track(1, "dog", 0.66f, box, false));
        assertEquals("dog", facts.getLast().event().label());
        pass(1000);
        see(track(1, "dog", 0.66f, box, true));
        assertTrue(facts.getLast().event().stationary());
        assertEquals(4, facts.size());
    }

    @Test
    void whatAnotherObjectInItsPlaceWasSeenWithIsNothingOfAnEvent() {
        see(cat(40));
        pass(1000);
        see(catAsMotorcycle(new Box(90, 90, 300, 200)));
        gone(cat(40));

        Event event = facts.getLast().event();
        assertEquals(0.6f, event.topScore());
        assertEquals(new Box(100, 100, 40, 40), event.box());
    }

    @Test
    void anEventThatBeginsWithAnotherLabelIsWhereItsOwnIsSeen() {
        Box another = new Box(90, 90, 300, 200);
        see(catAsMotorcycle(another));
        assertEquals(another, facts.getLast().event().box());
        see(cat(40));
        gone(cat(40));
        assertEquals(new Box(100, 100, 40, 40), facts.getLast().event().box());
    }

    @Test
    void anEventThatTurnsOutToBeSomethingElseIsWhereThatWasSeenBest() {
        see(track(1, "cat", 0.9f, new Box(100, 100, 40, 40), false));
        pass(1000);
        see(track(1, "dog", 0.7f, new Box(110, 100, 40, 40), false));

        assertEquals(0.7f, facts.getLast().event().topScore());
        assertEquals(new Box(110, 100, 40, 40), facts.getLast().event().box());
    }

    @Test
    void whatWasNotToldIsToldByTheEnd() {
        see(person());
        pass(200);
        Track last = person("step");
        see(last);
        pass(200);
        gone(last);
        assertEquals(List.of(Phase.NEW, Phase.END), phases());
        assertEquals(List.of("step"), facts.getLast().event().zones());
    }

    @Test
    void whatWasNotToldIsToldWhileNothingMoves() {
        see(person());
        pass(200);
        see(person("step"));
        pass(900);
        engine.still("yard");
        assertEquals(1, facts.size());
        engine.still("porch");
        assertEquals(List.of("step"), facts.getLast().event().zones());
    }

    @Test
    void aLostCameraEndsItsEventsAndLateFramesBeginNone() {
        see(person());
        TrackedFrame late = frame(List.of(person()), List.of());
        pass(100);
        engine.cameraLost("yard");
        assertEquals(1, facts.size());
        engine.cameraLost("porch");
        assertEquals(Optional.of(EndReason.CAMERA_LOST), facts.getLast().event().endReason());
        engine.accept(late);
        assertEquals(2, facts.size());
        pass(100);
        see(person());
        assertEquals(List.of(Phase.NEW, Phase.END, Phase.NEW), phases());
    }

    @Test
    void closingEndsAllForGood() {
        see(person(), track(2, "dog", 0.5f, new Box(0, 0, 9, 9), false));
        engine.close(EndReason.STOPPED);
        see(person());
        assertEquals(List.of(Phase.NEW, Phase.NEW, Phase.END, Phase.END), phases());
        assertEquals(Optional.of(EndReason.STOPPED), facts.getLast().event().endReason());
    }

    @Test
    void theEventOfATrackIsKnownWhileItLasts() {
        see(person());
        assertEquals(Optional.of(facts.getFirst().event().id()), engine.eventOf("porch", 1));
        assertEquals(Optional.empty(), engine.eventOf("porch", 2));
        assertEquals(Optional.empty(), engine.eventOf("yard", 1));
        gone(person());
        assertEquals(Optional.empty(), engine.eventOf("porch", 1));
    }

    @Test
    void aClockThatIsSetMakesNoDurationWrong() {
        Track first = person();
        see(first);
        pass(2000);
        wall = wall.minus(Duration.ofDays(300));
        Track last = person();
        see(last);
        gone(last);

        Event ended = facts.getLast().event();
        assertEquals(START.plusSeconds(2), ended.endedAt().orElseThrow());
        assertEquals(START.plusSeconds(2), ended.path().getLast().at());
    }

    @Test
    void idsGrowAlsoWithinAMillisecondAndWhenTheClockJumpsBack() {
        var ids = new TimeOrderedIds(() -> wall);
        String before = ids.next();
        for (int i = 0; i < 2000; i++) {
            if (i == 1000) {
                wall = wall.minus(Duration.ofDays(1));
            }
            String next = ids.next();
            assertTrue(next.compareTo(before) > 0, next + " after " + before);
            before = next;
        }
        assertEquals('7', before.charAt(14));
        assertEquals(
                START.toEpochMilli(), Long.parseLong(before.replace("-", "").substring(0, 12), 16));
    }

    @Test
    void aLongPathIsThinnedOutFromEndToEnd() {
        for (int i = 0; i < 5000; i++) {
            pass(100);
            double angle = i / 100.0;
            see(track(
                    1,
                    "person",
                    0.6f,
                    new Box((float) (300 + 250 * Math.sin(angle)), (float) (200 + 150 * Math.cos(angle)), 20, 20),
                    false));
        }
        gone(person());
        List<Event.PathPoint> path = facts.getLast().event().path();
        assertTrue(path.size() <= Event.LONGEST_PATH, "points: " + path.size());
        assertTrue(path.size() >= 8, "points: " + path.size());
        assertEquals(START.plusMillis(100), path.getFirst().at());
        assertEquals(START.plusMillis(500_000), path.getLast().at());
        assertEquals(
                path, path.stream().sorted((a, b) -> a.at().compareTo(b.at())).toList());
    }

    @Test
    void whatStandsStillHasAShortPath() {
        for (int i = 0; i < 500; i++) {
            pass(100);
            see(person());
        }
        gone(person());
        assertEquals(2, facts.getLast().event().path().size());
    }
}
