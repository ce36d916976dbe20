package dev.edgeinfer.peers;

import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.model.ModelManifest.Nms;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** edge-infer: its pipeline, from a video file that is played as quickly as it is consumed to the bus of detections. */
final class EdgeInferPeer implements Contestant {

    private static final int LONGEST_TURN_S = 300;

    private final ModelDetector detector;

    private EdgeInferPeer(Settings settings) {
        var bundle = ModelBundle.open(settings.bundle(), Path.of("models"));
        var options = new DetectorOptions(
                settings.minScore(),
                settings.iou(),
                settings.nms().equals("class-wise") ? Nms.CLASS_WISE : Nms.CLASS_AGNOSTIC,
                settings.maxDetections(),
                false);
        detector = new ModelDetector(ModelLoader.load(bundle, settings.threads()), options);
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Service.settings(arguments);
        opencv_core.setNumThreads(settings.threads());
        try (var peer = new EdgeInferPeer(settings)) {
            Service.serve(peer);
        }
    }

    @Override
    public Turn turn(Path clip, int warmUp, int frames, double longestSeconds)
            throws InterruptedException, IOException {
        var source = new VideoFile(clip.toUri().toString(), clip, true, Pace.FAST);
        var camera = new CameraConfig("clip", source, OptionalDouble.empty());
        var periods = new Periods(warmUp, frames, longestSeconds);
        var done = new CountDownLatch(1);
        try (var pipeline = new Pipeline(List.of(camera), detector, FrameSources::open, _ -> {})) {
            pipeline.bus().listen((_, seen) -> note(seen, periods, done));
            pipeline.start();
            if (!done.await(LONGEST_TURN_S, TimeUnit.SECONDS)) {
                throw new IOException("%d frames of %s were not detected within %d s"
                        .formatted(warmUp + frames, clip, LONGEST_TURN_S));
            }
        }
        return periods.turn();
    }

    /** On the inference thread. */
    private static void note(DetectionFrame seen, Periods periods, CountDownLatch done) {
        if (done.getCount() > 0 && periods.result(seen.detections().size())) {
            done.countDown();
        }
    }

    @Override
    public List<Found> detect(Path picture) {
        try (Mat image = opencv_imgcodecs.imread(picture.toString())) {
            return detector.detect(image).detections().stream()
                    .map(seen -> new Found(
                            seen.labelId(),
                            seen.score(),
                            seen.box().x(),
                            seen.box().y(),
                            seen.box().width(),
                            seen.box().height()))
                    .toList();
        }
    }

    @Override
    public Map<String, String> versions() {
        return Map.of("java", Runtime.version().toString());
    }

    @Override
    public void close() {
        detector.close();
    }
}
