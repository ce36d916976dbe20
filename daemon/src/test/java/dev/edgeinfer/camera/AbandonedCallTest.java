package dev.edgeinfer.camera;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.SourceCall.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A camera whose source hangs in a call that nothing can wake. */
class AbandonedCallTest extends CameraOnFakeSources {

    private final AtomicInteger open = new AtomicInteger();
    private final List<HangingSource> hanging = new ArrayList<>();

    @AfterEach
    void letGo() {
        hanging.forEach(HangingSource::release);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void cameraGoesOnWithoutTheThreadThatHangs(Kind kind) throws InterruptedException {
        HangingSource first = hangsNext(kind);
        FakeSource second = new FakeSource(Delivery.LIVE).picture(77);
        attempts.add(() -> second);
        camera.start();
        first.awaitHanging();
        giveUp(1);
        await().until(() -> camera.status().state() == CameraState.RUNNING);

        CameraStatus status = camera.status();
        assertEquals(1, status.callsAbandoned());
        assertEquals(1, status.threadsStuck());
        assertEquals(1, abandoned.count());
        assertEquals(Optional.empty(), status.error());
        assertEquals(Optional.empty(), camera.obstacle());
        await().until(() -> latestGrey() == 77);

        first.release();
        first.awaitClosed();
        await().until(() -> camera.status().threadsStuck() == 0);
        assertEquals(0, open.get(), "it has freed what it held");
        assertEquals(0, abandoned.count());
        assertEquals(1, camera.status().callsAbandoned());

        long before = camera.status().captured();
        second.picture(78);
        await().until(() -> latestGrey() == 78);
        assertEquals(before + 1, camera.status().captured());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void threadThatWakesUpTouchesNothingOfItsSuccessor(Kind kind) throws InterruptedException {
        HangingSource first = hangsNext(kind);
        camera.start();
        first.awaitHanging();
        giveUp(1);
        await().until(() -> heardStates().lastIndexOf(CameraState.CONNECTING)
                > heardStates().lastIndexOf(CameraState.RETRYING));
        slot.take().ifPresent(Frame::release);
        CameraStatus before = camera.status();

        first.release();
        first.awaitClosed();
        await().until(() -> camera.status().threadsStuck() == 0);

        CameraStatus after = camera.status();
        assertFalse(slot.hasFrame());
        assertEquals(before.captured(), after.captured());
        assertEquals(before.dropped(), after.dropped());
        assertEquals(CameraState.CONNECTING, after.state(), "the successor still opens its source");
        assertEquals(before.since(), after.since());
    }

    @Test
    void pictureThatIsHeldOutlivesTheThreadThatMadeIt() throws InterruptedException {
        HangingSource first = hangsNext(Kind.GRAB);
        camera.start();
        first.awaitHanging();
        Frame held = slot.take().orElseThrow();
        giveUp(1);
        first.release();
        first.awaitClosed();
        await().until(() -> camera.status().threadsStuck() == 0);

        assertEquals(1, held.image().data().get());
        held.release();
    }

    @Test
    void waitBeforeTheNextThreadGrows() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            hangsNext(Kind.OPEN);
        }
        camera.start();
        for (int i = 1; i <= 3; i++) {
            hanging.get(i - 1).awaitHanging();
            giveUp(i);
        }
        await().until(() -> clock.sleeps().size() == 3);

        assertTrue(clock.sleeps().get(2).compareTo(Duration.ofSeconds(3)) >= 0, clock.sleeps()::toString);
    }

    @Test
    void noMoreThreadsHangThanTheCameraMayLeave() throws InterruptedException {
        int most = CameraPolicy.DEFAULT.mostAbandoned();
        for (int i = 0; i < most; i++) {
            hangsNext(Kind.GRAB);
        }
        camera.start();
        for (int i = 0; i < most; i++) {
            assertEquals(Optional.empty(), camera.obstacle());
            hanging.get(i).awaitHanging();
            giveUp(i + 1);
        }
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofMinutes(1));
            camera.watch();
        }
        CameraStatus status = camera.status();
        assertEquals(most, status.threadsStuck());
        assertEquals(CameraState.STALLED, status.state());
        assertTrue(status.error().orElseThrow().contains("restart the daemon"), status::toString);
        assertEquals(
                Optional.of("camera \"porch\": 4 of its threads do not return from calls into its source"),
                camera.obstacle());

        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(9));
        hanging.getFirst().release();
        await().until(() -> camera.status().threadsStuck() == most - 1);
        camera.watch();
        awaitState(CameraState.RUNNING);
        assertEquals(Optional.empty(), camera.obstacle());
    }

    @Test
    void camerasShareTheBoundOfTheProcess() throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            abandoned.add();
        }
        assertEquals(
                Optional.of("6 threads of cameras do not return from calls into their sources"), abandoned.obstacle());
        HangingSource first = hangsNext(Kind.GRAB);
        camera.start();
        first.awaitHanging();
        giveUp(1);

        assertEquals(7, abandoned.count());
        assertEquals(CameraState.STALLED, camera.status().state());

        abandoned.remove();
        abandoned.remove();
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(2));
        camera.watch();
        awaitState(CameraState.RUNNING);
    }

    @Test
    void sourceThatEndedAndDoesNotCloseIsNotReadAgain() throws InterruptedException {
        HangingSource endless = new HangingSource(Kind.CLOSE, 1, open) {
            @Override
            public boolean grab() {
                return false;
            }
        };
        hanging.add(endless);
        attempts.add(endless::opened);
        camera.start();
        endless.awaitHanging();
        giveUp(1);
        camera.watch();

        assertEquals(CameraState.ENDED, camera.status().state());
        assertEquals(1, camera.status().threadsStuck());
    }

    @Test
    void closeLeavesBehindAThreadThatDoesNotReturn() throws InterruptedException {
        HangingSource first = hangsNext(Kind.GRAB);
        CameraPolicy defaults = CameraPolicy.DEFAULT;
        CameraPolicy impatient = new CameraPolicy(
                defaults.retry(),
                defaults.stallAfter(),
                defaults.abortAfter(),
                defaults.abandonAfter(),
                Duration.ofMillis(50),
                defaults.buffers(),
                defaults.mostAbandoned());
        Camera stuck = camera("stuck", impatient, clock);
        stuck.start();
        first.awaitHanging();

        stuck.close();
        assertEquals(CameraState.STOPPED, stuck.status().state());
        assertEquals(1, abandoned.count());
        assertEquals(Optional.empty(), stuck.obstacle());
        assertFalse(slot.hasFrame());

        first.release();
        first.awaitClosed();
        await().until(() -> abandoned.count() == 0);
        assertEquals(CameraState.STOPPED, stuck.status().state());
        assertFalse(slot.hasFrame());
        stuck.watch();
        assertEquals(CameraState.STOPPED, stuck.status().state());
    }

    private HangingSource hangsNext(Kind kind) {
        HangingSource source = new HangingSource(kind, hanging.size() + 1, open);
        hanging.add(source);
        attempts.add(source::opened);
        return source;
    }

    /** Lets time pass until the call that hangs is given up. */
    private void giveUp(int times) {
        while (camera.status().callsAbandoned() < times) {
            clock.advance(Duration.ofSeconds(1));
            camera.watch();
        }
    }

    /** The grey of the newest picture, -1 when there is none that was not seen yet. */
    private int latestGrey() {
        return slot.take()
                .map(frame -> {
                    int grey = frame.image().data().get();
                    frame.release();
                    return grey;
                })
                .orElse(-1);
    }
}
