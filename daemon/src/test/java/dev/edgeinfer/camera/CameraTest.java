package dev.edgeinfer.camera;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FakeSource.Step.Garbage;
import dev.edgeinfer.camera.FakeSource.Step.Picture;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.SourceConfig.Size;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a camera does with the pictures of its source. */
class CameraTest extends CameraOnFakeSources {

    @Test
    void publishesWhatItReads() {
        FakeSource source = new FakeSource(Delivery.LIVE).picture(100);
        attempts.add(() -> source);
        camera.start();
        await().until(slot::hasFrame);

        Frame frame = slot.take().orElseThrow();
        assertEquals(1, frame.sequence());
        assertEquals(100, frame.image().data().get());
        frame.release();
        CameraStatus status = camera.status();
        assertEquals(CameraState.RUNNING, status.state());
        assertEquals(Optional.of(new Size(8, 6)), status.frameSize());
        assertEquals(1, status.captured());
        assertEquals(Optional.empty(), status.error());
    }

    @Test
    void pictureThatCannotBeDecodedIsCountedAndSkipped() {
        attempts.add(() -> new FakeSource(Delivery.LIVE).then(new Garbage()).picture(5));
        camera.start();
        await().until(slot::hasFrame);

        Frame frame = slot.take().orElseThrow();
        assertEquals(2, frame.sequence());
        frame.release();
        assertEquals(1L, camera.status().dropped().get(DropReason.UNDECODABLE));
    }

    @Test
    void liveCameraDropsPicturesWhileAllBuffersAreHeld() {
        FakeSource source = new FakeSource(Delivery.LIVE);
        attempts.add(() -> source);
        camera.start();
        List<Frame> held = new CopyOnWriteArrayList<>();
        for (int i = 1; i <= CameraPolicy.DEFAULT.buffers(); i++) {
            source.picture(i);
            await().until(slot::hasFrame);
            held.add(slot.take().orElseThrow());
        }
        source.picture(99);
        await().until(() -> camera.status().dropped().get(DropReason.NO_BUFFER) == 1);

        assertEquals(1, held.getFirst().image().data().get(), "a held frame keeps its pixels");
        held.forEach(Frame::release);
        source.picture(50);
        await().until(slot::hasFrame);
    }

    @Test
    void floodIsCutToWhatACameraMayDeliver() {
        FakeSource source = new FakeSource(Delivery.LIVE);
        for (int i = 0; i < 1000; i++) {
            source.picture(i);
        }
        attempts.add(() -> source);
        camera.start();
        await().until(() -> camera.status().captured() == 1000);

        await().until(() -> camera.status().dropped().get(DropReason.FLOOD) == 1000 - FloodGate.PER_SECOND);
        clock.advance(Duration.ofSeconds(1));
        slot.clear(DropReason.STOPPED);
        source.picture(7);
        await().until(slot::hasFrame);
    }

    @Test
    void timeStampsThatJumpAreSurvived() {
        FakeSource source = new FakeSource(Delivery.TIMED);
        long hour = Duration.ofHours(1).toNanos();
        for (long stamp : new long[] {0, 40, 80, hour, hour + 40, 10, 50, -hour, 40 - hour, Long.MAX_VALUE / 2}) {
            source.then(new Picture(8, 6, 1, stamp));
        }
        attempts.add(source::end);
        camera.start();
        awaitState(CameraState.ENDED);

        assertEquals(10, camera.status().captured());
        Duration played = clock.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
        assertTrue(played.compareTo(Duration.ofSeconds(1)) < 0, played::toString);
    }

    @Test
    void followsAChangeOfSize() {
        attempts.add(() ->
                new FakeSource(Delivery.ON_DEMAND).then(new Picture(8, 6, 1, 0)).then(new Picture(16, 4, 2, 0)));
        camera.start();
        await().until(slot::hasFrame);
        slot.take().orElseThrow().release();
        await().until(slot::hasFrame);

        Frame frame = slot.take().orElseThrow();
        assertEquals("16x4", frame.width() + "x" + frame.height());
        assertEquals(16, frame.image().cols());
        frame.release();
    }

    @Test
    void onDemandSourceLosesNoPicture() {
        FakeSource source = new FakeSource(Delivery.ON_DEMAND);
        for (int i = 0; i < 20; i++) {
            source.picture(i);
        }
        attempts.add(source::end);
        camera.start();
        for (int i = 0; i < 20; i++) {
            await().until(slot::hasFrame);
            Frame frame = slot.take().orElseThrow();
            assertEquals(i, frame.image().data().get());
            frame.release();
        }
        awaitState(CameraState.ENDED);
    }

    @Test
    void timedSourcePlaysAtItsOwnSpeed() {
        FakeSource source = new FakeSource(Delivery.TIMED);
        for (int i = 0; i < 5; i++) {
            source.then(new Picture(8, 6, i, Duration.ofMillis(40L * i).toNanos()));
        }
        attempts.add(source::end);
        camera.start();
        awaitState(CameraState.ENDED);

        Duration played = clock.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
        assertEquals(Duration.ofMillis(160), played);
    }
}
