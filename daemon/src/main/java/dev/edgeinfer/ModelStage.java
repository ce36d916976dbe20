package dev.edgeinfer;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.repository.ModelRefusedException;
import dev.edgeinfer.repository.Stage;
import java.util.Optional;
import java.util.function.Supplier;

/** The cameras of whatever configuration is at work, as models see them. */
final class ModelStage implements Stage {

    private final Object transitions;
    private final Supplier<Optional<Workload>> atWork;

    /**
     * @param transitions held while a configuration takes the place of another
     * @param atWork empty: nothing is, or it stops
     */
    ModelStage(Object transitions, Supplier<Optional<Workload>> atWork) {
        this.transitions = transitions;
        this.atWork = atWork;
    }

    @Override
    public Optional<byte[]> picture() {
        return atWork.get().flatMap(Workload::picture);
    }

    @Override
    public void use(Supplier<Detector> next, Runnable done) {
        synchronized (transitions) {
            Workload cameras = atWork.get()
                    .orElseThrow(() -> new ModelRefusedException(
                            ModelRefusedException.Cause.STOPPED,
                            "No cameras are at work that could use another model"));
            cameras.use(next.get());
            done.run();
        }
    }
}
