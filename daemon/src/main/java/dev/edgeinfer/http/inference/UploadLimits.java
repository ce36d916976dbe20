package dev.edgeinfer.http.inference;

import java.time.Duration;

/**
 * What a request may cost that brings a picture or a tensor.
 *
 * @param maxBytes most bytes of a body
 * @param maxPixels most pixels of a picture, by its header
 * @param maxMemory most bytes that all bodies and pictures take that are at work together
 * @param readWithin time in which a body must have come
 * @param serveWithin time in which its turn at the inference loop must have come
 */
public record UploadLimits(long maxBytes, long maxPixels, long maxMemory, Duration readWithin, Duration serveWithin) {

    /** The smallest board has 512 MB, and one picture of the largest size must fit. */
    public static final UploadLimits DEFAULT =
            new UploadLimits(20 << 20, 50_000_000, 256 << 20, Duration.ofSeconds(30), Duration.ofSeconds(10));
}
