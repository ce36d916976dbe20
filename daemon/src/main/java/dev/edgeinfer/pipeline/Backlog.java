package dev.edgeinfer.pipeline;

/** Which frames wait for a subscriber that is slower than the pipeline. */
public enum Backlog {
    /** All, in order; once 64 wait, the oldest is dropped: for what decides on sequences of frames. */
    QUEUE,
    /** The latest of each camera: for what shows the present. */
    LATEST
}
