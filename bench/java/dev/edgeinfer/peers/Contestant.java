package dev.edgeinfer.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A loaded network behind everything that makes boxes of frames; used by one thread. */
interface Contestant extends AutoCloseable {

    /**
     * Detects in the frames of the clip from its beginning: {@code warmUp} that nobody hears of, then {@code frames}. The
     * clip begins again when it is over. A turn that would take longer than {@code longestSeconds} ends there, with one
     * frame at least.
     */
    Turn turn(Path clip, int warmUp, int frames, double longestSeconds) throws Exception;

    /** What is found in a picture file, best first. */
    List<Found> detect(Path picture) throws Exception;

    /** Name to version of what it rests on. */
    Map<String, String> versions() throws IOException;

    @Override
    void close();

    /**
     * @param periodsMs from one result to the next
     * @param detections how many boxes each frame had
     */
    record Turn(double[] periodsMs, int[] detections) {}

    /** A box in pixels of the picture. */
    record Found(int label, float score, float left, float top, float width, float height) {}
}
