package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.Frame;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The pictures that people are shown: of a camera with a {@code detect-source} those of its full stream while that has
 * fresh ones, else those that were detected last. Any thread may ask. The pixels stay as they are until the function that
 * they are handed to returns; meanwhile one buffer of the camera is in use.
 */
public final class Snapshots {

    private final LatestDetections latest;
    private final Map<String, SnapshotStream> streams;
    private final LongSupplier nanos;

    /** @param streams by camera, of those that have two */
    Snapshots(LatestDetections latest, Map<String, SnapshotStream> streams, LongSupplier nanos) {
        this.latest = latest;
        this.streams = streams;
        this.nanos = nanos;
    }

    /**
     * Applies a function to the best picture of a camera.
     *
     * @return what the function returns; empty before the first picture
     */
    public <R> Optional<R> withPicture(String camera, Function<Frame, R> function) {
        Optional<Frame> full = stream(camera).flatMap(stream -> stream.picture(nanos.getAsLong()));
        return full.isPresent()
                ? Optional.of(apply(full.get(), function))
                : latest.withLatest(camera, (frame, _) -> function.apply(frame));
    }

    /**
     * Applies a function to the best picture of a camera of which it is known what was seen in it. The boxes are pixels of
     * that picture.
     *
     * @return what the function returns; empty before the first detection frame
     */
    public <R> Optional<R> withDetections(String camera, BiFunction<Frame, DetectionFrame, R> function) {
        Optional<SnapshotStream.Sighting> full = stream(camera).flatMap(stream -> stream.sighting(nanos.getAsLong()));
        return full.isPresent()
                ? Optional.of(apply(
                        full.get().frame(),
                        frame -> function.apply(frame, full.get().detections())))
                : latest.withLatest(camera, function);
    }

    private Optional<SnapshotStream> stream(String camera) {
        return Optional.ofNullable(streams.get(camera));
    }

    private static <R> R apply(Frame held, Function<Frame, R> function) {
        try {
            return function.apply(held);
        } finally {
            held.release();
        }
    }
}
