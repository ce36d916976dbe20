package dev.edgeinfer.camera;

/** Tells a capture thread that the call which has returned at last was given up, so that it can only free its source. */
final class AbandonedCallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AbandonedCallException() {
        super("the call was given up", null, false, false);
    }
}
