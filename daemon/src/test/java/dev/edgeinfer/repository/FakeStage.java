package dev.edgeinfer.repository;

import dev.edgeinfer.detect.Detector;
import java.util.Optional;
import java.util.function.Supplier;

/** Cameras that use a detector at once. */
final class FakeStage implements Stage {

    volatile Detector used;

    @Override
    public Optional<byte[]> picture() {
        return Optional.empty();
    }

    @Override
    public void use(Supplier<Detector> next, Runnable done) {
        used = next.get();
        done.run();
    }
}
