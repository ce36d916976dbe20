package dev.edgeinfer.http.picture;

import java.time.Instant;

/**
 * A frame that inference has seen, as it was asked for.
 *
 * @param sequence number of the frame in its camera
 * @param capturedAt wall-clock time of its capture
 */
public record LivePicture(long sequence, Instant capturedAt, byte[] jpeg) {}
