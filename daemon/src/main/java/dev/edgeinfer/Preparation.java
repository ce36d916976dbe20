package dev.edgeinfer;

import dev.edgeinfer.http.ApiServer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What a start takes half of its time for and nothing has to wait for at first, done on a thread of its own: the native
 * libraries that everything which touches a picture needs, and the classes of JSON and of the web server.
 *
 * <p><b>Life cycle.</b> {@link #begin} as early as can be; {@link #await} before the first picture, any number of times, from
 * any thread.
 */
public final class Preparation {

    /** What JavaCPP looks up for each class takes milliseconds; these are needed for every picture. */
    private static final List<Class<?>> PICTURES = List.of(
            opencv_core.class,
            opencv_imgproc.class,
            opencv_imgcodecs.class,
            Mat.class,
            Rect.class,
            Scalar.class,
            Size.class);

    private final FutureTask<Void> libraries = new FutureTask<>(Preparation::loadLibraries, null);
    private final AtomicBoolean begun = new AtomicBoolean();

    /** Begins unless it has begun. */
    public void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().name("preparation").daemon().start(() -> {
                libraries.run();
                ApiServer.prepare();
            });
        }
    }

    /**
     * Waits until the libraries are there; to be called after {@link #begin}.
     *
     * @throws LinkageError what kept them from it. Who came across them without this would be told only that somebody else
     *     has failed before.
     */
    void await() {
        try {
            libraries.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LinkageError missing) {
                throw missing;
            }
            throw new IllegalStateException("the libraries for pictures cannot be loaded", e.getCause());
        } catch (InterruptedException e) {
            // The libraries are loaded all the same, and whoever needs one waits for it.
            Thread.currentThread().interrupt();
        }
    }

    /** Waits, if it has begun, until no library is being loaded: a process must not end in the middle of that. */
    public void settle() {
        if (begun.get()) {
            try {
                libraries.get();
            } catch (ExecutionException e) {
                // Who needed them has told.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void loadLibraries() {
        PICTURES.forEach(Loader::load);
        // Its threads would take the processors from the inference, for pictures that one of them scales in a
        // millisecond.
        opencv_core.setNumThreads(1);
    }
}
