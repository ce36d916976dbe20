package dev.edgeinfer.repository;

import dev.edgeinfer.detect.Detector;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the active model is at work: the cameras of the configuration. Any thread may call. */
public interface Stage {

    /** What a camera sees now, as JPEG; empty: nothing yet. */
    Optional<byte[]> picture();

    /**
     * Has the cameras' next frames looked at by another model, between two frames. When this returns the one before is not
     * used any more.
     *
     * @param next called while no other configuration can be put to work
     * @param done called once the cameras use it, before another configuration can be
     * @throws ModelRefusedException when nothing is at work that could use it
     * @throws RuntimeException what {@code next} throws
     */
    void use(Supplier<Detector> next, Runnable done);
}
