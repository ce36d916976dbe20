package dev.edgeinfer.cli;

import dev.edgeinfer.detect.Detection;
import java.nio.file.Path;
import java.util.List;

/** Where {@code detect} says what it saw. */
interface DetectionsOutput extends AutoCloseable {

    /** @param detections of one picture, best first */
    void add(Path image, List<Detection> detections);

    @Override
    default void close() {}
}
