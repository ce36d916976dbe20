package dev.edgeinfer.http.stream;

import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.feed.LiveItem.Topic;
import dev.edgeinfer.http.feed.LiveReader;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.CameraNames;
import dev.edgeinfer.http.stream.SharedPictures.Part;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Answers with a stream of JPEGs, which any browser shows as a moving picture. */
public final class MjpegRoutes {

    private static final double LEAST_FPS = 0.1;
    private static final double MOST_FPS = 30;
    private static final double USUAL_FPS = 10;
    private static final int USUAL_QUALITY = 80;

    /** Where nothing moves the last picture comes again, so that a connection that is gone is found out. */
    private static final Duration REPEAT = Duration.ofSeconds(5);

    private static final byte[] END =
            "--%s--\r\n".formatted(SharedPictures.BOUNDARY).getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> PARAMETERS = parameters();

    private final Supplier<ApiSources> sources;
    private final CameraNames names;
    private final OpenStreams streams;
    private final SharedPictures pictures;

    public MjpegRoutes(Supplier<ApiSources> sources, OpenStreams streams, SharedPictures pictures) {
        this.sources = sources;
        this.names = new CameraNames(sources);
        this.streams = streams;
        this.pictures = pictures;
    }

    private static Set<String> parameters() {
        Set<String> all = new HashSet<>(PictureOptions.PARAMETERS);
        all.add("fps");
        return Set.copyOf(all);
    }

    public void stream(ServerRequest request, ServerResponse response) {
        String camera = names.of(request);
        Parameters parameters = Parameters.of(request.query(), PARAMETERS);
        PictureOptions options = PictureOptions.of(parameters, USUAL_QUALITY);
        var pace = new StreamPace(parameters.decimal("fps", LEAST_FPS, MOST_FPS, USUAL_FPS));
        String mediaType = "multipart/x-mixed-replace; boundary=" + SharedPictures.BOUNDARY;
        try (SharedPictures.Viewer viewer = pictures.watch(camera, options)) {
            Part first = viewer.newest().orElseThrow(() -> CameraNames.noFrameYet(camera));
            try (OpenStream stream = streams.begin(request, response, mediaType, "mjpeg")) {
                if (stream == null) {
                    return;
                }
                Topic frames = Topic.detections(camera);
                try (LiveReader reader = sources.get().feed().open(frames::equals, Optional.empty());
                        OutputStream out = response.outputStream()) {
                    write(stream, first, viewer, reader, pace, camera, out);
                    stream.write(out, END);
                }
            }
        } catch (InterruptedException e) {
            throw new CloseConnectionException("the API stops", e);
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("the viewer is gone", e);
        }
    }

    private void write(
            OpenStream stream,
            Part first,
            SharedPictures.Viewer viewer,
            LiveReader reader,
            StreamPace pace,
            String camera,
            OutputStream out)
            throws IOException {
        try {
            Part last = first;
            stream.write(out, last.bytes());
            pace.shown(System.nanoTime());
            while (!stream.isEnded()) {
                boolean isNew = !reader.next(REPEAT).isEmpty();
                if (isNew) {
                    Thread.sleep(pace.pause(System.nanoTime()));
                } else if (!names.exists(camera)) {
                    return;
                }
                Optional<Part> newest = viewer.newest();
                if (newest.isPresent() && (!isNew || newest.get() != last)) {
                    last = newest.get();
                    stream.write(out, last.bytes());
                    pace.shown(System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            // It was told to end; what is written is whole.
        }
    }
}
