package dev.edgeinfer.detect;

/** A picture that waits in a detector, ready for inference. Belongs to that detector and ends with it. */
public interface PreparedPicture {

    /**
     * Runs inference and postprocessing; on the thread that uses the detector.
     *
     * @throws DetectorException when the runtime refuses the run; the detector stays usable
     * @throws IllegalStateException when a later picture has taken its place, or the detector has been closed
     */
    DetectionResult detect();
}
