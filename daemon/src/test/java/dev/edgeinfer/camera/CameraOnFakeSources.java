package dev.edgeinfer.camera;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A camera on a simulated clock; each attempt to open it takes the next source of {@link #attempts}, or waits for one. */
abstract class CameraOnFakeSources {

    final SimulatedClock clock = new SimulatedClock();
    final FrameSlot slot = new FrameSlot(() -> {});
    final List<CameraStatus> heard = new CopyOnWriteArrayList<>();
    final LinkedBlockingQueue<Supplier<FrameSource>> attempts = new LinkedBlockingQueue<>();
    final AbandonedThreads abandoned = new AbandonedThreads(6);
    final Camera camera = camera("porch", CameraPolicy.DEFAULT, clock);

    @BeforeAll
    static void pollOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void closeCamera() {
        camera.close();
    }

    Camera camera(String name, CameraPolicy policy, MonotonicClock time) {
        return new Camera(name, this::open, slot, policy, time, abandoned, heard::add);
    }

    FrameSource open() {
        try {
            return attempts.take().get();
        } catch (InterruptedException e) {
            throw new SourceException("interrupted", e);
        }
    }

    void awaitState(CameraState state) {
        await().until(() -> camera.status().state() == state);
    }

    List<CameraState> heardStates() {
        return heard.stream().map(CameraStatus::state).toList();
    }

    static List<CameraState> states(CameraState... states) {
        return List.of(states);
    }
}
