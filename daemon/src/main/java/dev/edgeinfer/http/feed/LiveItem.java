package dev.edgeinfer.http.feed;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** One event of the stream, written once for all who read it, and not at all where nobody does. Any thread may call. */
public final class LiveItem {

    private final long number;
    private final Topic topic;
    private Supplier<byte[]> writing;
    private byte[] text;

    private LiveItem(long number, Topic topic, Supplier<byte[]> writing) {
        this.number = number;
        this.topic = topic;
        this.writing = writing;
    }

    /** In this process, growing by one. */
    long number() {
        return number;
    }

    /** Which other items it stands in line with, or takes the place of. */
    Topic topic() {
        return topic;
    }

    /** As it goes over the wire; not to be changed. */
    public synchronized byte[] text() {
        if (text == null) {
            text = writing.get();
            // What it was written of is not needed any more.
            writing = null;
        }
        return text;
    }

    /**
     * What items are about.
     *
     * @param type of the event in the stream
     * @param camera empty: it is about no camera in particular
     * @param latestOnly whether a newer item makes the older ones worthless
     */
    public record Topic(String type, Optional<String> camera, boolean latestOnly) {

        public static Topic detections(String camera) {
            return new Topic("detections", Optional.of(camera), true);
        }

        static Topic event(String camera) {
            return new Topic("event", Optional.of(camera), false);
        }

        /** How something stands. */
        public static Topic state(String type) {
            return new Topic(type, Optional.empty(), true);
        }
    }

    /**
     * @param id what a reader may come back with
     * @param json writes what it says; called once at most, by whoever reads first
     */
    public static LiveItem of(long number, String id, Topic topic, Supplier<byte[]> json) {
        return new LiveItem(number, topic, () -> framed(id, topic, json.get()));
    }

    /** One that says nothing but its type, and that nobody can come back with. */
    static LiveItem bare(String type) {
        return new LiveItem(0, Topic.state(type), () -> "event: %s\ndata: {}\n\n"
                .formatted(type)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] framed(String id, Topic topic, byte[] json) {
        byte[] head = "id: %s\nevent: %s\ndata: ".formatted(id, topic.type()).getBytes(StandardCharsets.US_ASCII);
        byte[] text = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, text, 0, head.length);
        System.arraycopy(json, 0, text, head.length, json.length);
        text[text.length - 2] = '\n';
        text[text.length - 1] = '\n';
        return text;
    }
}
