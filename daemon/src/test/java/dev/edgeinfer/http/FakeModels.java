package dev.edgeinfer.http;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.repository.Lease;
import dev.edgeinfer.repository.ModelControl;
import dev.edgeinfer.repository.ModelRefusedException;
import dev.edgeinfer.repository.ModelStatus;
import dev.edgeinfer.repository.ModelsStatus;
import dev.edgeinfer.repository.ServedModels;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** One model in memory, and another whose load does what a test wants. */
public final class FakeModels implements ServedModels, ModelControl {

    private static final Instant SINCE = Instant.parse("2026-11-24T07:00:00.123456Z");

    /** What was asked for, in order. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** Thrown by whatever changes something, unless null. */
    public volatile ModelRefusedException refusal;

    private final Detector detector;

    public FakeModels(Detector detector) {
        this.detector = detector;
    }

    @Override
    public Lease active() {
        return new Lease(detector.signature(), detector, () -> {});
    }

    @Override
    public Optional<Lease> named(String name) {
        return Optional.of(active()).filter(lease -> lease.signature().name().equals(name));
    }

    @Override
    public List<ModelSignature> loaded() {
        return List.of(detector.signature());
    }

    @Override
    public ModelsStatus status() {
        String active = detector.signature().name();
        return new ModelsStatus(
                active,
                active,
                Optional.of("other"),
                List.of(
                        model(active, ModelStatus.State.ACTIVE, Optional.empty()),
                        model("other", ModelStatus.State.FAILED, Optional.of("it is broken"))));
    }

    private static ModelStatus model(String name, ModelStatus.State state, Optional<String> reason) {
        return new ModelStatus(
                name, state, reason, Optional.of(SINCE), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    @Override
    public void load(String name) {
        change("load " + name);
    }

    @Override
    public void unload(String name) {
        change("unload " + name);
    }

    @Override
    public void activate(String name) {
        change("activate " + name);
    }

    @Override
    public void rollBack() {
        change("rollback");
    }

    private void change(String what) {
        asked.add(what);
        if (refusal != null) {
            throw refusal;
        }
    }
}
