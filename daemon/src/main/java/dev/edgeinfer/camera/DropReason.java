package dev.edgeinfer.camera;

/** Why a picture that a camera delivered was never turned into detections. Every reason is counted. */
public enum DropReason {
    /** A newer picture took its place before the busy model came to it. */
    SUPERSEDED,
    /** A newer picture took its place before the target rate called for one: what a low {@code target-fps} is for. */
    PACING,
    /** The source delivers more pictures a second than any camera does; this one was not even decoded. */
    FLOOD,
    /** Nothing moves in it, so that what was seen before still stands: what {@code motion} is for. */
    STILL,
    /** The camera stalled before the picture's turn came: it would say nothing of the present any more. */
    STALE,
    /** Every buffer of the camera was in use, so the picture was not decoded. */
    NO_BUFFER,
    /** The source delivered something that is not a whole picture. */
    UNDECODABLE,
    /** It has more pixels than {@code max-pixels} allows, so it was not decoded. */
    TOO_LARGE,
    /** The detector failed on it. */
    DETECTOR_FAILED,
    /** It was waiting when the camera or the daemon stopped. */
    STOPPED
}
