package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.AbandonedThreads;
import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FakeSource.Step.Picture;
import dev.edgeinfer.camera.Frame;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which detections belong to the newest picture of a full stream, and for how long it is shown. */
class SnapshotStreamTest {

    private final FakeSource full = new FakeSource(Delivery.LIVE).then(new Picture(64, 48, 90, 0));
    private final SnapshotStream stream = new SnapshotStream(
            PipelineOnFakeSources.unlimited("full").withDetectSource(PipelineOnFakeSources.config("small")),
            CameraPolicy.DEFAULT,
            MonotonicClock.SYSTEM,
            _ -> full,
            new AbandonedThreads(),
            _ -> {});

    /** When the one picture of the full stream was captured. */
    private long captured;

    @BeforeEach
    void awaitPicture() {
        stream.start();
        await().until(() -> {
            Optional<Frame> frame = stream.picture(System.nanoTime());
            frame.ifPresent(held -> {
                captured = held.capturedNanos();
                held.release();
            });
            return frame.isPresent();
        });
    }

    @AfterEach
    void close() {
        stream.close();
    }

    @Test
    void aPictureIsShownForTwoSeconds() {
        assertTrue(isShown(Duration.ofSeconds(2)));
        assertFalse(isShown(Duration.ofSeconds(2).plusNanos(1)));
    }

    @Test
    void whatWasSeenNearestInTimeIsShownInItsPixels() {
        stream.saw(seen(1, -400));
        stream.saw(seen(2, -40));
        stream.saw(seen(3, 60));

        var sighting = stream.sighting(captured).orElseThrow();
        assertEquals(2, sighting.detections().sequence());
        assertEquals(64, sighting.detections().width());
        assertEquals(48, sighting.detections().height());
        // From a picture of 16x24.
        assertEquals(
                new Box(4, 4, 16, 20),
                sighting.detections().detections().getFirst().box());
        sighting.frame().release();
    }

    @Test
    void whatWasSeenAtAnotherMomentIsNotShown() {
        assertEquals(Optional.empty(), sequenceShown());
        stream.saw(seen(1, -501));
        assertEquals(Optional.empty(), sequenceShown());
        stream.saw(seen(2, 501));
        assertEquals(Optional.empty(), sequenceShown());
        stream.saw(seen(3, 2_600));
        assertEquals(Optional.empty(), sequenceShown());
    }

    @Test
    void whileNothingMovesWhatWasSeenLastStands() {
        stream.saw(seen(1, -20_000));
        assertEquals(Optional.empty(), sequenceShown());
        stream.still(captured - 100_000_000);
        assertEquals(Optional.of(1L), sequenceShown());
        stream.still(captured + 900_000_000);
        assertEquals(Optional.of(1L), sequenceShown());

        // What came before the last did not stand when something else was seen.
        stream.saw(seen(2, 950));
        assertEquals(Optional.empty(), sequenceShown());
    }

    @Test
    void afterItsEndThereIsNoPictureAndNoneIsHeld() {
        stream.close();
        assertFalse(isShown(Duration.ZERO));
    }

    private boolean isShown(Duration later) {
        Optional<Frame> frame = stream.picture(captured + later.toNanos());
        frame.ifPresent(Frame::release);
        return frame.isPresent();
    }

    private Optional<Long> sequenceShown() {
        Optional<SnapshotStream.Sighting> sighting = stream.sighting(captured);
        sighting.ifPresent(shown -> shown.frame().release());
        return sighting.map(shown -> shown.detections().sequence());
    }

    private DetectionFrame seen(long sequence, long millisLater) {
        return new DetectionFrame(
                "full",
                sequence,
                Instant.EPOCH,
                captured + millisLater * 1_000_000,
                16,
                24,
                List.of(new Detection("person", 0, 0.9f, new Box(1, 2, 4, 10))),
                new Timing(1, 2, 3));
    }
}
