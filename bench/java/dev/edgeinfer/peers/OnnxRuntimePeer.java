package dev.edgeinfer.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelManifest;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * ONNX Runtime from Java with JavaCV, as its users write it: grab, convert, infer, decode, one after the other. Of
 * edge-infer it takes the manifest alone.
 */
final class OnnxRuntimePeer implements Contestant {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String input;
    private final PeerInput frames;
    private final PeerBoxes boxes;

    private OnnxRuntimePeer(Settings settings) throws OrtException {
        ModelManifest manifest =
                ModelBundle.open(settings.bundle(), Path.of("models")).manifest();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            options.setInterOpNumThreads(1);
            session = environment.createSession(settings.model(), options);
        }
        input = session.getInputNames().iterator().next();
        frames = new PeerInput(manifest.input());
        boxes = new PeerBoxes(manifest, settings);
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Service.settings(arguments);
        opencv_core.setNumThreads(settings.threads());
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        try (var peer = new OnnxRuntimePeer(settings)) {
            Service.serve(peer);
        }
    }

    @Override
    public Turn turn(Path clip, int warmUp, int count, double longestSeconds) throws Exception {
        var periods = new Periods(warmUp, count, longestSeconds);
        try (var converter = new OpenCVFrameConverter.ToMat()) {
            while (true) {
                try (var grabber = new FFmpegFrameGrabber(clip.toFile())) {
                    grabber.start();
                    for (Frame frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
                        if (periods.result(detect(converter.convert(frame)).size())) {
                            return periods.turn();
                        }
                    }
                }
            }
        }
    }

    @Override
    public List<Found> detect(Path picture) throws OrtException {
        try (Mat image = opencv_imgcodecs.imread(picture.toString())) {
            return detect(image);
        }
    }

    private List<Found> detect(Mat image) throws OrtException {
        PeerInput.Placement placement = frames.write(image);
        try (var tensor = OnnxTensor.createTensor(environment, frames.values(), frames.shape());
                var result = session.run(Map.of(input, tensor))) {
            List<FloatBuffer> outputs = new ArrayList<>();
            for (var output : result) {
                outputs.add(((OnnxTensor) output.getValue()).getFloatBuffer());
            }
            return boxes.read(outputs, placement, image.cols(), image.rows());
        }
    }

    @Override
    public Map<String, String> versions() throws IOException {
        return Map.of(
                "onnxruntime (Java)",
                environment.getVersion(),
                "javacv",
                Loader.getVersion("org.bytedeco", "javacv"),
                "java",
                Runtime.version().toString());
    }

    @Override
    public void close() {
        frames.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close its session", e);
        }
    }
}
