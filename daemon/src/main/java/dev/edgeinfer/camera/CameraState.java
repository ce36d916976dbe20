package dev.edgeinfer.camera;

/** Where a camera is in its life. */
public enum CameraState {
    /** Its source is being opened, or has not given its first picture yet. */
    CONNECTING,
    /** Pictures arrive. */
    RUNNING,
    /** A call into the source has not returned for too long; goes on to RUNNING when it does, to RETRYING when it fails or is given up. */
    STALLED,
    /** It has failed and waits for the next attempt. */
    RETRYING,
    /** The source came to its end, which is not a failure. */
    ENDED,
    /** It was closed. */
    STOPPED;

    /** Whether no more pictures arrive, so that what was seen last must not be acted on any longer. */
    public boolean isLost() {
        return switch (this) {
            case CONNECTING, RUNNING -> false;
            case STALLED, RETRYING, ENDED, STOPPED -> true;
        };
    }
}
