package dev.edgeinfer.camera.command;

import dev.edgeinfer.camera.SourceException;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures out of the bytes that a command writes. Used by one thread. */
interface PictureStream extends AutoCloseable {

    /**
     * Reads the next picture, waiting for it.
     *
     * @return false at the end of the bytes
     * @throws SourceException when they are not what they were said to be
     */
    boolean next();

    /** Converts the picture that was read into {@code image}, 8-bit BGR. */
    void copyTo(Mat image);

    /** What came after the last whole picture, for people; empty when nothing did. */
    default String rest() {
        return "";
    }

    @Override
    void close();
}
