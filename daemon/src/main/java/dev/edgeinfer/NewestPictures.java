package dev.edgeinfer;

import dev.edgeinfer.http.picture.Jpeg;
import dev.edgeinfer.pipeline.LatestDetections;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;

/** What the cameras see now, for those who keep or send a picture of it. Any thread may call. */
final class NewestPictures {

    private static final int QUALITY = 90;
    private static final int MAX_WIDTH = 1920;

    private final LatestDetections latest;
    private final Collection<String> cameras;

    /** @param cameras names, the one first whose picture is preferred */
    NewestPictures(LatestDetections latest, Collection<String> cameras) {
        this.latest = latest;
        this.cameras = cameras;
    }

    /** Has a function look at the pixels of a frame, as long as it is the newest of its camera. */
    <R> Optional<R> of(String camera, long sequence, Function<Mat, R> function) {
        return latest.withLatest(
                        camera,
                        (frame, detections) -> detections.sequence() == sequence
                                ? Optional.of(function.apply(frame.image()))
                                : Optional.<R>empty())
                .flatMap(found -> found);
    }

    /** What the first camera that sees something sees, as JPEG. */
    Optional<byte[]> first() {
        return cameras.stream()
                .flatMap(camera ->
                        latest
                                .withLatest(camera, (frame, _) -> Jpeg.encode(frame.image(), QUALITY, MAX_WIDTH))
                                .stream())
                .findFirst();
    }
}
