package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.file.TestVideos;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sources through the whole pipeline; only the model is a fake. */
class PipelineIT {

    @TempDir
    Path folder;

    private final List<DetectionFrame> seen = new CopyOnWriteArrayList<>();
    private final List<CameraStatus> states = new CopyOnWriteArrayList<>();

    @Test
    void everyPictureOfAFileIsDetectedOnce() {
        Path file = TestVideos.video(folder.resolve("clip.mp4"), 320, 240, 25, 40);
        try (Pipeline pipeline = pipeline(video(file, false, Pace.FAST))) {
            pipeline.start();
            await().until(() -> state(pipeline) == CameraState.ENDED && seen.size() == 40);

            for (int i = 0; i < 40; i++) {
                assertEquals(i + 1, seen.get(i).sequence());
                assertEquals(TestVideos.blue(i), level(seen.get(i)), 6, "picture " + i);
            }
            assertEquals(
                    List.of(CameraState.CONNECTING, CameraState.RUNNING, CameraState.ENDED),
                    states.stream().map(CameraStatus::state).toList());
        }
    }

    @Test
    void fileThatLoopsInItsOwnTimeGoesOn() {
        Path file = TestVideos.video(folder.resolve("clip.mp4"), 64, 48, 25, 5);
        try (Pipeline pipeline = pipeline(video(file, true, Pace.REALTIME))) {
            pipeline.start();
            await().until(() -> seen.size() > 12);
        }
        assertEquals(CameraState.STOPPED, states.getLast().state());
    }

    @Test
    void cameraComesUpWhenItsFileAppears() throws Exception {
        Path file = folder.resolve("late.mp4");
        try (Pipeline pipeline = pipeline(video(file, false, Pace.FAST))) {
            pipeline.start();
            await().until(() -> state(pipeline) == CameraState.RETRYING);
            assertEquals(
                    Optional.of("\"%s\" does not exist; check the path of the video".formatted(file)),
                    pipeline.report("clip").orElseThrow().camera().error());

            Path other = TestVideos.video(folder.resolve("other.mp4"), 64, 48, 25, 5);
            Files.move(other, file);
            await().until(() -> state(pipeline) == CameraState.ENDED && seen.size() == 5);
        }
    }

    private Pipeline pipeline(SourceConfig source) {
        CameraConfig camera = new CameraConfig("clip", source, OptionalDouble.empty());
        Pipeline pipeline = new Pipeline(List.of(camera), new FakeDetector(), FrameSources::open, states::add);
        pipeline.bus().listen((_, detections) -> seen.add(detections));
        return pipeline;
    }

    private static VideoFile video(Path file, boolean loop, Pace pace) {
        return new VideoFile("file://" + file, file, loop, pace);
    }

    private static CameraState state(Pipeline pipeline) {
        return pipeline.report("clip").orElseThrow().camera().state();
    }

    private static int level(DetectionFrame frame) {
        return frame.detections().getFirst().labelId();
    }
}
