package dev.edgeinfer.camera;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a camera opens, fails, tries again, stalls and closes. */
class CameraLifeCycleTest extends CameraOnFakeSources {

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
        try (Camera other = new Camera("other", this::open, slot, CameraPolicy.DEFAULT, clock, abandoned, _ -> {
            throw new IllegalStateException("a bug in a listener");
        })) {
            other.start();
            await().until(() -> other.status().state() == CameraState.RUNNING);
        }
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
    void pictureThatWaitsWhenTheSourceStallsIsNotShownAsThePresent() {
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(1));
        camera.start();
        await().until(slot::hasFrame);
        await().until(() -> {
            clock.advance(Duration.ofSeconds(6));
            camera.watch();
            return camera.status().state() == CameraState.STALLED;
        });

        assertFalse(slot.hasFrame());
        assertEquals(1L, camera.status().dropped().get(DropReason.STALE));
    }

    @Test
    void sourceThatStillDoesNotAnswerIsAbortedAndOpenedAgain() {
        FakeSource source = new FakeSource(Delivery.LIVE).ignoringInterrupts().picture(1);
        attempts.add(() -> source);
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(2));
        camera.start();
        await().until(() -> camera.status().captured() == 1);

        await().until(() -> {
            clock.advance(Duration.ofSeconds(4));
            camera.watch();
            return camera.status().captured() == 2;
        });
        assertTrue(source.isClosed());
        assertTrue(heardStates().contains(CameraState.STALLED), heardStates()::toString);
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
    void captureThreadThatDiesIsReplaced() {
        FakeSource interrupting = new FakeSource(Delivery.TIMED) {
            @Override
            public long timestampNanos() {
                Thread.currentThread().interrupt();
                return super.timestampNanos();
            }
        };
        attempts.add(() -> interrupting.picture(1));
        attempts.add(() -> new FakeSource(Delivery.LIVE).picture(2));
        camera.start();
        await().until(interrupting::isClosed);

        await().until(() -> {
            camera.watch();
            return camera.status().captured() == 2;
        });
        assertEquals(0, camera.status().callsAbandoned());
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
    void closeMakesAnUnwillingSourceReturn() {
        FakeSource source = new FakeSource(Delivery.LIVE).ignoringInterrupts().picture(1);
        attempts.add(() -> source);
        camera.start();
        await().until(slot::hasFrame);

        camera.close();
        assertTrue(source.isClosed());
        assertEquals(0, camera.status().threadsStuck());
    }

    @Test
    void closeEndsAWaitForTheNextAttempt() {
        SlowClock slow = new SlowClock();
        attempts.add(() -> {
            throw new SourceException("no such camera");
        });
        Camera waiting = camera("waiting", CameraPolicy.DEFAULT, slow);
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

        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public void sleepUntil(long nanos) throws InterruptedException {
            never.await();
        }
    }
}
