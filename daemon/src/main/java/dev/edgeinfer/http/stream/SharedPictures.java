package dev.edgeinfer.http.stream;

import dev.edgeinfer.http.picture.LivePicture;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.source.ApiSources;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The pictures of streams: made once of each frame for all who want it in the same way, and only when somebody asks. They are
 * made on one thread, so that pictures never take more than one processor from the detector, and no client keeps the API from
 * answering others. Any thread may call.
 */
public final class SharedPictures implements AutoCloseable {

    static final String BOUNDARY = "frame";

    private final Supplier<ApiSources> sources;
    private final Map<Wish, Shared> shared = new HashMap<>();
    private final ExecutorService maker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("pictures").daemon().factory());

    SharedPictures(Supplier<ApiSources> sources) {
        this.sources = sources;
    }

    private record Wish(String camera, PictureOptions options) {}

    /**
     * A picture as a part of a {@code multipart/x-mixed-replace}.
     *
     * @param sequence number of its frame in the camera
     */
    record Part(long sequence, byte[] bytes) {

        static Part of(LivePicture picture) {
            byte[] jpeg = picture.jpeg();
            byte[] head = """
                    --%s\r
                    Content-Type: image/jpeg\r
                    Content-Length: %d\r
                    X-Sequence: %d\r
                    X-Captured-At: %s\r
                    \r
                    """.formatted(BOUNDARY, jpeg.length, picture.sequence(), picture.capturedAt())
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] bytes = Arrays.copyOf(head, head.length + jpeg.length + 2);
            System.arraycopy(jpeg, 0, bytes, head.length, jpeg.length);
            bytes[bytes.length - 2] = '\r';
            bytes[bytes.length - 1] = '\n';
            return new Part(picture.sequence(), bytes);
        }
    }

    /** What all who have the same wish share. */
    private static final class Shared {
        private int viewers;
        private Optional<Part> newest = Optional.empty();
    }

    /** One who watches a camera. */
    final class Viewer implements AutoCloseable {

        private final Wish wish;
        private final Shared mine;

        private Viewer(Wish wish, Shared mine) {
            this.wish = wish;
            this.mine = mine;
        }

        /** The newest picture, which may be the one that it has already; empty before the first frame. */
        Optional<Part> newest() throws InterruptedException {
            synchronized (mine) {
                OptionalLong known =
                        mine.newest.stream().mapToLong(Part::sequence).findFirst();
                make(() -> sources.get().picture(wish.camera(), wish.options(), known))
                        .ifPresent(newer -> mine.newest = Optional.of(Part.of(newer)));
                return mine.newest;
            }
        }

        @Override
        public void close() {
            release(wish, mine);
        }
    }

    Viewer watch(String camera, PictureOptions options) {
        var wish = new Wish(camera, options);
        synchronized (shared) {
            Shared mine = shared.computeIfAbsent(wish, _ -> new Shared());
            mine.viewers++;
            return new Viewer(wish, mine);
        }
    }

    private void release(Wish wish, Shared mine) {
        synchronized (shared) {
            if (--mine.viewers == 0) {
                shared.remove(wish);
            }
        }
    }

    /** Makes a picture on the thread that makes all. @throws InterruptedException when the API stops */
    public <T> T make(Callable<T> work) throws InterruptedException {
        try {
            return maker.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a picture could not be made", e.getCause());
        } catch (RejectedExecutionException e) {
            // Whoever waits for a picture is told the same when it comes a moment earlier.
            throw new InterruptedException("no pictures are made any more");
        }
    }

    @Override
    public void close() {
        maker.shutdown();
    }
}
