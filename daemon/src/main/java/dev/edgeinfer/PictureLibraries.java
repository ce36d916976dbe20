package dev.edgeinfer;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * Loads the native libraries that everything which touches a picture needs, on a thread of its own: they take a third of
 * the time of a start, in which other things can be done on another processor.
 *
 * <p><b>Life cycle.</b> {@link #load} once; {@link #await} before the first picture, any number of times, from any thread.
 */
final class PictureLibraries {

    private final FutureTask<Void> loading = new FutureTask<>(PictureLibraries::loadAll, null);

    /** @param next what the thread does when they are there, or cannot be had */
    void load(Runnable next) {
        Thread.ofPlatform().name("libraries").daemon().start(() -> {
            loading.run();
            next.run();
        });
    }

    /**
     * Waits until they are there.
     *
     * @throws LinkageError what kept them from it. Who came across them without this would be told only that somebody else
     *     has failed before.
     */
    void await() {
        try {
            loading.get();
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

    private static void loadAll() {
        Loader.load(opencv_core.class);
        Loader.load(opencv_imgproc.class);
        // Its threads would take the processors from the inference, for pictures that one of them scales in a
        // millisecond.
        opencv_core.setNumThreads(1);
    }
}
