package dev.edgeinfer.http.stream;

import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.feed.LiveFeed;
import dev.edgeinfer.http.feed.LiveItem;
import dev.edgeinfer.http.feed.LiveItem.Topic;
import dev.edgeinfer.http.feed.LiveReader;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.source.CameraNames;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Answers with Server-Sent Events: what the {@link LiveFeed} has, for as long as the client reads. */
public final class StreamRoutes {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] HEARTBEAT_TEXT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    /** How long a browser waits before it connects again. */
    private static final byte[] OPENING = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<ApiSources> sources;
    private final CameraNames names;
    private final OpenStreams streams;
    private final StateWatch states;

    public StreamRoutes(Supplier<ApiSources> sources, OpenStreams streams, StateWatch states) {
        this.sources = sources;
        this.names = new CameraNames(sources);
        this.streams = streams;
        this.states = states;
    }

    public void stream(ServerRequest request, ServerResponse response) {
        List<String> cameras = Parameters.of(request.query(), Set.of("camera")).names("camera");
        cameras.forEach(names::verify);
        Predicate<Topic> wanted = topic -> cameras.isEmpty()
                || topic.camera().isEmpty()
                || cameras.contains(topic.camera().get());
        Optional<String> lastId = request.headers().first(HeaderNames.create("Last-Event-ID"));
        try (OpenStream stream = streams.begin(request, response, "text/event-stream", "events")) {
            if (stream == null) {
                return;
            }
            states.check();
            try (LiveReader reader = sources.get().feed().open(wanted, lastId);
                    OutputStream out = response.outputStream()) {
                write(stream, reader, out);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("the reader of events is gone", e);
        }
    }

    private static void write(OpenStream stream, LiveReader reader, OutputStream out) throws IOException {
        stream.write(out, OPENING);
        try {
            while (!stream.isEnded()) {
                List<LiveItem> items = reader.next(HEARTBEAT);
                if (items.isEmpty()) {
                    stream.write(out, HEARTBEAT_TEXT);
                }
                for (LiveItem item : items) {
                    stream.write(out, item.text());
                }
            }
        } catch (InterruptedException e) {
            // It was told to end; what is written is whole.
        }
    }
}
