package dev.edgeinfer.http.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.document.SizeDocument;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.http.feed.LiveItem.Topic;
import dev.edgeinfer.http.state.DetectionsDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LiveFeedTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Predicate<Topic> ALL = topic -> true;

    private final LiveFeed feed = new LiveFeed(START);

    @Test
    void whoIsNewGetsHowThingsStandAndNothingOfThePast() throws Exception {
        frames("porch", 1, 5);
        frames("yard", 1, 2);
        event("porch");
        feed.state("gpio", "on");

        try (LiveReader reader = feed.open(ALL, Optional.empty())) {
            assertEquals(List.of("detections porch 5", "detections yard 2", "gpio"), told(reader));
            assertEquals(List.of(), told(reader));
        }
    }

    /** Counts how often it is written. */
    public static final class Counted {

        private int written;

        public int getWritten() {
            return ++written;
        }
    }

    @Test
    void whatNobodyReadsIsNotWrittenAndTheRestOnceForAll() throws Exception {
        var unread = new Counted();
        var read = new Counted();
        feed.state("gpio", unread);
        feed.state("gpio", read);
        try (LiveReader one = feed.open(ALL, Optional.empty());
                LiveReader other = feed.open(ALL, Optional.empty())) {
            assertEquals(
                    text(one.next(AT_ONCE).getLast()), text(other.next(AT_ONCE).getLast()));
        }
        assertEquals(0, unread.written);
        assertEquals(1, read.written);
    }

    @Test
    void whoReadsInTimeGetsEverything() throws Exception {
        try (LiveReader reader = feed.open(ALL, Optional.empty())) {
            frames("porch", 1, 1);
            assertEquals(List.of("detections porch 1"), told(reader));
            event("porch");
            frames("porch", 2, 2);
            assertEquals(List.of("event porch", "detections porch 2"), told(reader));
        }
    }

    @Test
    void whoIsSlowGetsTheNewestFrameOfEachCameraAndAllEvents() throws Exception {
        try (LiveReader reader = feed.open(ALL, Optional.empty())) {
            frames("porch", 1, 1000);
            event("porch");
            event("porch");
            frames("yard", 1, 9);

            assertEquals(
                    List.of("detections porch 1000", "event porch", "event porch", "detections yard 9"), told(reader));
        }
    }

    @Test
    void whoIsTooSlowForEventsIsToldOfTheGap() throws Exception {
        try (LiveReader reader = feed.open(ALL, Optional.empty())) {
            for (int i = 0; i <= LiveFeed.EVENTS_KEPT; i++) {
                event("porch");
            }
            List<String> told = told(reader);
            assertEquals("gap", told.getFirst());
            assertEquals(LiveFeed.EVENTS_KEPT + 1, told.size());
            event("porch");
            assertEquals(List.of("event porch"), told(reader), "one gap is told once");
        }
    }

    @Test
    void whoComesBackGetsWhatItHasMissed() throws Exception {
        frames("porch", 1, 3);
        String last = id(feed.open(ALL, Optional.empty()));
        frames("porch", 4, 6);
        event("porch");

        try (LiveReader reader = feed.open(ALL, Optional.of(last))) {
            assertEquals(
                    List.of("detections porch 4", "detections porch 5", "detections porch 6", "event porch"),
                    told(reader));
        }
    }

    @Test
    void whatIsKeptForThoseWhoComeBackIsBounded() throws Exception {
        frames("porch", 1, 1);
        String last = id(feed.open(ALL, Optional.empty()));
        frames("porch", 2, 10_000);

        try (LiveReader reader = feed.open(ALL, Optional.of(last))) {
            List<String> told = told(reader);
            assertEquals(LiveFeed.FRAMES_KEPT, told.size(), "frames that are lost are no gap");
            assertEquals("detections porch 10000", told.getLast());
        }
    }

    @Test
    void anIdOfAnotherProcessOrNoneAtAllIsAGapAndANewBegin() throws Exception {
        frames("porch", 1, 3);
        String other = id(readerOf(new LiveFeed(START.plusSeconds(60))));

        for (String id : List.of(other, "", "-", "mi0w-7", "\u0000", "9".repeat(400), "x-99999999999999999999")) {
            try (LiveReader reader = feed.open(ALL, Optional.of(id))) {
                assertEquals(List.of("gap", "detections porch 3"), told(reader), "id " + id);
            }
        }
    }

    @Test
    void anIdThatWasNotGivenYetIsNotBelieved() throws Exception {
        frames("porch", 1, 3);
        String id = id(feed.open(ALL, Optional.empty())).replaceAll("-.*", "-4000");

        try (LiveReader reader = feed.open(ALL, Optional.of(id))) {
            assertEquals(List.of("gap", "detections porch 3"), told(reader));
        }
    }

    @Test
    void allReadersShareTheBytesOfAFrame() throws Exception {
        try (LiveReader one = feed.open(ALL, Optional.empty());
                LiveReader other = feed.open(ALL, Optional.empty())) {
            frames("porch", 1, 1);
            assertSame(
                    one.next(AT_ONCE).getFirst().text(),
                    other.next(AT_ONCE).getFirst().text());
        }
    }

    @Test
    void aReaderOfOneCameraIsNotWokenByAnother() throws Exception {
        try (LiveReader reader = feed.open(Topic.detections("yard")::equals, Optional.empty())) {
            frames("porch", 1, 3);
            assertEquals(List.of(), told(reader));
            frames("yard", 1, 1);
            assertEquals(List.of("detections yard 1"), told(reader));
        }
    }

    @Test
    void theFramesOfACameraThatIsGoneAreForgotten() throws Exception {
        frames("porch", 1, 3);
        frames("yard", 1, 3);
        feed.keepOnly(Set.of("yard"));

        try (LiveReader reader = feed.open(ALL, Optional.empty())) {
            assertEquals(List.of("detections yard 3"), told(reader));
        }
    }

    @Test
    void knowsWhetherAnybodyReads() {
        assertFalse(feed.hasReaders());
        try (LiveReader reader = feed.open(ALL, Optional.empty())) {
            assertTrue(feed.hasReaders());
        }
        assertFalse(feed.hasReaders());
    }

    private static LiveReader readerOf(LiveFeed other) {
        other.state("gpio", "on");
        return other.open(ALL, Optional.empty());
    }

    private void frames(String camera, int from, int to) {
        for (long i = from; i <= to; i++) {
            long number = i;
            feed.detections(
                    camera,
                    () -> new DetectionsDocument.Camera(
                            camera,
                            number,
                            START,
                            1.0,
                            new SizeDocument(640, 480),
                            List.of(),
                            null,
                            DetectionsDocument.Rate.of(OptionalDouble.empty(), 1, 1),
                            "running",
                            null));
        }
    }

    private void event(String camera) {
        var event = new Event(
                "0",
                camera,
                1,
                "person",
                0.9f,
                new Box(1, 2, 3, 4),
                640,
                480,
                START,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                false);
        feed.fact(new Fact.EventChange(Fact.Phase.NEW, START, Optional.empty(), event));
    }

    private static String id(LiveReader reader) throws InterruptedException {
        try (reader) {
            return text(reader.next(AT_ONCE).getLast())
                    .lines()
                    .findFirst()
                    .orElseThrow()
                    .substring("id: ".length());
        }
    }

    private static List<String> told(LiveReader reader) throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (LiveItem item : reader.next(AT_ONCE)) {
            String sequence = text(item).replaceAll("(?s).*\"sequence\":([0-9]+).*", " $1");
            told.add((item.topic().type()
                            + item.topic().camera().map(name -> " " + name).orElse("")
                            + (item.topic().type().equals("detections") ? sequence : ""))
                    .strip());
        }
        return told;
    }

    private static String text(LiveItem item) {
        return new String(item.text(), StandardCharsets.UTF_8);
    }
}
