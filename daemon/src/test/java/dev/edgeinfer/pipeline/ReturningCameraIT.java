package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.network.RtspPeer;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.ConfigFile;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A camera of the network that comes back as another one at the same address, with nobody doing anything about it. */
@Timeout(180)
class ReturningCameraIT {

    private final List<DetectionFrame> seen = new CopyOnWriteArrayList<>();
    private final List<CameraStatus> states = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"h265", "jpeg"})
    void whatWasH264IsReadInItsNewCodingAndSize(String codec) {
        RtspPeer first = RtspPeer.start("--codec", "h264", "--size", "320x240");
        String port = Integer.toString(first.port());
        var camera = new CameraConfig(
                "porch", ConfigFile.source("test", "rtsp://127.0.0.1:" + port + "/test"), OptionalDouble.of(10));
        try (first;
                Pipeline pipeline =
                        new Pipeline(List.of(camera), new FakeDetector(), FrameSources::open, states::add)) {
            pipeline.bus().listen((_, detections) -> seen.add(detections));
            pipeline.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> seen.size() > 5);
            first.close();
            try (RtspPeer _ = RtspPeer.start("--codec", codec, "--size", "640x480", "--port", port)) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> seen.stream()
                                        .filter(frame -> frame.width() == 640)
                                        .count()
                                > 5);
            }
        }
        assertTrue(states.stream().anyMatch(status -> status.state() == CameraState.RETRYING));
    }
}
