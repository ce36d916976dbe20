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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CameraTest {

    private final SimulatedClock clock = new SimulatedClock();
    private final FrameSlot slot = new FrameSlot(() -> {});
    private final List<CameraStatus> heard = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Supplier<FrameSource>> attempts = new LinkedBlockingQueue<>();
    private final Camera camera = new Camera("porch", this::open, slot, CameraPolicy.DEFAULT, clock, heard::add);

    @BeforeAll
    static void pollOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void closeCamera() {
        camera.close();
    }

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
    void endOfSourceIsNoFailure() {
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(1).end());
        camera.start();
        awaitState(CameraState.ENDED);

        assertEquals(states(CameraState.CONNECTING, CameraState.RUNNING, CameraState.ENDED), heardStates());
        assertEquals(List.of(), clock.sleeps());
    }

    @Test
    void opensAgainAfterFailuresWithGrowingWaits() {
        for (int i = 0; i < 4; i++) {
            attempts.add(() -> {
                throw new SourceException("no such camera");
            });
        }
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(1));
        camera.start();
        awaitState(CameraState.RUNNING);

        List<Duration> waits = clock.sleeps();
        assertEquals(4, waits.size());
        for (int i = 0; i < 4; i++) {
            Duration longest = Duration.ofSeconds(1L << i);
            assertTrue(waits.get(i).compareTo(longest) <= 0, waits::toString);
            assertTrue(waits.get(i).compareTo(longest.multipliedBy(3).dividedBy(4)) >= 0, waits::toString);
        }
        assertEquals(
                Optional.of("no such camera"),
                heard.stream()
                        .filter(status -> status.state() == CameraState.RETRYING)
                        .findFirst()
                        .flatMap(CameraStatus::error));
        assertEquals(0, camera.status().failures());
    }

    @Test
    void sourceIsClosedBeforeItIsOpenedAgain() {
        FakeSource first = new FakeSource(Delivery.LIVE).picture(1).fail("unplugged");
        attempts.add(() -> first);
        attempts.add(() -> {
            assertTrue(first.isClosed());
            return new FakeSource(Delivery.LIVE).picture(2);
        });
        camera.start();
        await().until(() -> camera.status().captured() == 2);

        assertEquals(
                states(
                        CameraState.CONNECTING,
                        CameraState.RUNNING,
                        CameraState.RETRYING,
                        CameraState.CONNECTING,
                        CameraState.RUNNING),
                heardStates());
    }

    @Test
    void cameraThatRanForLongBeginsAgainWithTheShortestWait() {
        for (int i = 0; i < 5; i++) {
            attempts.add(() -> {
                throw new SourceException("not yet");
            });
        }
        FakeSource source = new FakeSource(Delivery.LIVE);
        attempts.add(() -> source);
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(3));
        camera.start();
        await().until(() -> clock.sleeps().size() == 5 && camera.status().state() == CameraState.CONNECTING);
        await().until(attempts::size, size -> size == 1);
        clock.advance(Duration.ofMinutes(5));
        source.picture(1).fail("unplugged");
        await().until(() -> camera.status().captured() == 2);

        Duration last = clock.sleeps().getLast();
        assertTrue(last.compareTo(Duration.ofSeconds(1)) <= 0, last::toString);
    }

    @Test
    void unexpectedExceptionIsAFailureLikeAnyOther() {
        attempts.add(() -> {
            throw new IllegalStateException("a bug");
        });
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(1));
        camera.start();
        awaitState(CameraState.RUNNING);

        assertTrue(
                heard.stream().flatMap(status -> status.error().stream()).anyMatch(error -> error.contains("a bug")));
    }

    @Test
    void listenerThatThrowsDoesNotStopTheCamera() {
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(1));
        try (Camera other = new Camera("other", this::open, slot, CameraPolicy.DEFAULT, clock, _ -> {
            throw new IllegalStateException("a bug in a listener");
        })) {
            other.start();
            await().until(() -> other.status().state() == CameraState.RUNNING);
        }
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

    @Test
    void sourceThatDoesNotAnswerIsStalledUntilItDoes() {
        FakeSource source = new FakeSource(Delivery.LIVE).picture(1);
        attempts.add(() -> source);
        camera.start();
        awaitState(CameraState.RUNNING);
        await().until(() -> camera.status().captured() == 1);

        camera.watch();
        assertEquals(CameraState.RUNNING, camera.status().state());
        await().until(() -> {
            clock.advance(Duration.ofSeconds(6));
            camera.watch();
            return camera.status().state() == CameraState.STALLED;
        });
        assertTrue(camera.status().error().orElseThrow().contains("has not answered for 5 s"));

        source.picture(2);
        awaitState(CameraState.RUNNING);
        assertEquals(Optional.empty(), camera.status().error());
    }

    @Test
    void openThatDoesNotAnswerIsStalledToo() throws InterruptedException {
        camera.start();
        await().until(() -> {
            clock.advance(Duration.ofSeconds(6));
            camera.watch();
            return camera.status().state() == CameraState.STALLED;
        });
    }

    @Test
    void consumerThatTakesNothingDoesNotStallTheCamera() {
        FakeSource source = new FakeSource(Delivery.ON_DEMAND).picture(1).picture(2);
        attempts.add(() -> source);
        camera.start();
        await().until(() -> camera.status().captured() == 2);
        await().during(Duration.ofMillis(50)).until(() -> {
            clock.advance(Duration.ofSeconds(60));
            camera.watch();
            return camera.status().state() == CameraState.RUNNING;
        });
    }

    @Test
    void closeDoesNotWaitForANativeCallThatNeverReturns() {
        FakeSource source = new FakeSource(Delivery.LIVE).ignoringInterrupts().picture(1);
        attempts.add(() -> source);
        CameraPolicy impatient = new CameraPolicy(RetryPolicy.DEFAULT, Duration.ofSeconds(5), Duration.ofMillis(50), 6);
        Camera stuck = new Camera("stuck", this::open, slot, impatient, clock, heard::add);
        stuck.start();
        await().until(slot::hasFrame);

        stuck.close();
        assertEquals(CameraState.STOPPED, stuck.status().state());

        source.picture(2).end();
        await().until(source::isClosed);
        assertEquals(CameraState.STOPPED, stuck.status().state());
        assertEquals(false, slot.hasFrame());
    }

    @Test
    void closeEndsAWaitForTheNextAttempt() {
        SlowClock slow = new SlowClock();
        attempts.add(() -> {
            throw new SourceException("no such camera");
        });
        Camera waiting = new Camera("waiting", this::open, slot, CameraPolicy.DEFAULT, slow, heard::add);
        waiting.start();
        await().until(() -> waiting.status().state() == CameraState.RETRYING);

        waiting.close();
        assertEquals(CameraState.STOPPED, waiting.status().state());
        assertEquals(1, waiting.status().failures());
    }

    @Test
    void closeOfACameraThatNeverStartedReturns() {
        camera.close();
        camera.close();
        assertEquals(CameraState.STOPPED, camera.status().state());
    }

    /** A clock on which a wait never ends by itself. */
    private static final class SlowClock implements MonotonicClock {

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public java.time.Instant instant() {
            return java.time.Instant.now();
        }

        @Override
        public void sleepUntil(long nanos) throws InterruptedException {
            Thread.sleep(Duration.ofDays(1));
        }
    }

    private FrameSource open() {
        try {
            return attempts.take().get();
        } catch (InterruptedException e) {
            throw new SourceException("interrupted", e);
        }
    }

    private void awaitState(CameraState state) {
        await().until(() -> camera.status().state() == state);
    }

    private List<CameraState> heardStates() {
        return heard.stream().map(CameraStatus::state).toList();
    }

    private static List<CameraState> states(CameraState... states) {
        return List.of(states);
    }
}
