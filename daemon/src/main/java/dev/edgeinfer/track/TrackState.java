package dev.edgeinfer.track;

/** How a track stands after a frame. */
public enum TrackState {
    /** Not seen often enough or well enough to be believed. */
    TENTATIVE,
    /** Confirmed, and seen in the frame. */
    ACTIVE,
    /** Confirmed, and not seen in the frame: hidden, missed or gone. */
    LOST
}
