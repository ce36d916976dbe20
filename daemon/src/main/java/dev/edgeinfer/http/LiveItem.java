package dev.edgeinfer.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One event of the stream, written once for all who read it.
 *
 * @param number in this process, growing by one
 * @param topic which other items it stands in line with, or takes the place of
 * @param text as it goes over the wire
 */
record LiveItem(long number, Topic topic, byte[] text) {

    /**
     * What items are about.
     *
     * @param type of the event in the stream
     * @param camera empty: it is about no camera in particular
     * @param latestOnly whether a newer item makes the older ones worthless
     */
    record Topic(String type, Optional<String> camera, boolean latestOnly) {

        static Topic detections(String camera) {
            return new Topic("detections", Optional.of(camera), true);
        }

        static Topic event(String camera) {
            return new Topic("event", Optional.of(camera), false);
        }

        /** How something stands. */
        static Topic state(String type) {
            return new Topic(type, Optional.empty(), true);
        }
    }

    /** @param id what a reader may come back with */
    static LiveItem of(long number, String id, Topic topic, byte[] json) {
        byte[] head = "id: %s\nevent: %s\ndata: ".formatted(id, topic.type()).getBytes(StandardCharsets.US_ASCII);
        byte[] text = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, text, 0, head.length);
        System.arraycopy(json, 0, text, head.length, json.length);
        text[text.length - 2] = '\n';
        text[text.length - 1] = '\n';
        return new LiveItem(number, topic, text);
    }
}
