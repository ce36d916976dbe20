package dev.edgeinfer;

import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.http.ApiServer;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
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

    /** Needed for every picture. */
    private static final List<Class<?>> PICTURES = List.of(
            opencv_core.class,
            opencv_imgproc.class,
            opencv_imgcodecs.class,
            BytePointer.class,
            Mat.class,
            MatVector.class,
            Rect.class,
            Scalar.class,
            Size.class);

    /** What they call, each after those that it links to. */
    private static final List<String> LIBRARIES =
            List.of("jnijavacpp", "jniopencv_core", "jniopencv_imgproc", "jniopencv_imgcodecs");

    /** Properties of JavaCPP. */
    private static final String FIND_LIBRARIES = "org.bytedeco.javacpp.findlibraries";

    private static final String LOAD_LIBRARIES = "org.bytedeco.javacpp.loadlibraries";
    private static final String FALSE = "false";

    private final FutureTask<Void> libraries = new FutureTask<>(Preparation::loadLibraries, null);
    private final AtomicBoolean begun = new AtomicBoolean();

    /** Begins unless it has begun. */
    public void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().name("preparation").daemon().start(() -> {
                // The thread that starts everything else is the first to want it.
                TokenHash.newToken();
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
        if (FALSE.equals(System.getProperty(FIND_LIBRARIES))) {
            loadInstalled();
        } else {
            PICTURES.forEach(Loader::load);
        }
        // Its threads would take the processors from the inference, for pictures that one of them scales in a
        // millisecond.
        opencv_core.setNumThreads(1);
    }

    /**
     * Where the loader of the system finds the libraries by their names. JavaCPP would read the annotations of each class and of
     * those that it depends on to learn these names, for a fifth of a start; what comes later it loads by itself.
     */
    @SuppressWarnings("restricted")
    private static void loadInstalled() {
        System.setProperty(LOAD_LIBRARIES, FALSE);
        try {
            for (String library : LIBRARIES) {
                System.loadLibrary(library);
            }
            for (Class<?> type : PICTURES) {
                MethodHandles.lookup().ensureInitialized(type);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a class of JavaCPP is not public", e);
        } finally {
            System.clearProperty(LOAD_LIBRARIES);
        }
    }
}
