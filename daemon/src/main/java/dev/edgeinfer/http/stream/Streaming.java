package dev.edgeinfer.http.stream;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.source.ApiSources;
import java.util.function.Supplier;

/**
 * What the streams of one server share.
 *
 * @param open the streams that there are
 * @param pictures what is shown in them
 * @param states tells how things stand
 */
public record Streaming(OpenStreams open, SharedPictures pictures, StateWatch states) implements AutoCloseable {

    public static Streaming start(HttpConfig config, Supplier<ApiSources> sources) {
        return new Streaming(
                new OpenStreams(config.maxStreams(), config.maxStreamsPerClient(), System::nanoTime),
                new SharedPictures(sources),
                new StateWatch(sources));
    }

    /** Ends all streams. */
    @Override
    public void close() {
        open.close();
        pictures.close();
        states.close();
    }
}
