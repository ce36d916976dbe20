package dev.edgeinfer.camera;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An opened source of pictures.
 *
 * <p><b>Contract.</b> {@link #grab} moves to the next picture and {@link #retrieve} turns it into pixels; the two are
 * apart so that the capture time is right and a picture which nobody has room for costs no conversion. A source never
 * waits to keep a pace: the camera does that, by {@link #delivery}.
 *
 * <p><b>Life cycle.</b> One thread opens, grabs, retrieves and closes. Native calls may block in it; {@link #abort} is
 * for another thread then. A source that answers neither is given up with its thread: it is opened anew while the old one
 * may still hang, so what a source holds it must not share with another one by way of static state.
 */
public interface FrameSource extends AutoCloseable {

    /** Who sets the pace of a source. */
    enum Delivery {
        /** The device: {@link #grab} returns when it has a picture, and a picture not wanted by then is lost. */
        LIVE,
        /** The time stamps of the recording: the camera plays it as if it were live. */
        TIMED,
        /** The consumer: the next picture is grabbed when the last one was taken, and none is lost. */
        ON_DEMAND
    }

    Delivery delivery();

    /**
     * Moves to the next picture, waiting for it where the source is live.
     *
     * @return false at the end of the source, from then on
     * @throws SourceException when the source has failed; it can only be closed then
     */
    boolean grab();

    /**
     * Time of the grabbed picture on the source's own clock, from any origin, never going back; only of a
     * {@link Delivery#TIMED} source.
     */
    default long timestampNanos() {
        throw new UnsupportedOperationException(delivery() + " sources have no time stamps");
    }

    /**
     * Writes the grabbed picture into {@code image} as 8-bit BGR. The memory of {@code image} is used again where size
     * and type are the same, else replaced.
     *
     * @return false when the picture cannot be decoded or is too large, see {@link #refusal}; the next one may be good
     * @throws SourceException when the source has failed; it can only be closed then
     */
    boolean retrieve(Mat image);

    /** Why the last {@link #retrieve} gave no picture. */
    default DropReason refusal() {
        return DropReason.UNDECODABLE;
    }

    /**
     * Has the source count, from now on, the pictures that it does not hand out because they would be of no use. Called
     * once, after it was opened; they are not among those that were grabbed.
     */
    default void countDropsIn(DropCounters drops) {}

    /**
     * Makes a call that has not returned for too long fail, as far as a source of this kind can. The one method that
     * another thread may call, at any time, also while the source is closed or after that; it returns at once. Afterwards
     * the source can only be closed, by its own thread.
     */
    default void abort() {}

    /** Frees the device or file and all native memory; harmless when closed already. */
    @Override
    void close();
}
