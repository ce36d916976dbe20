package dev.edgeinfer.repository;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.model.ModelBundle;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** A model in memory. It is closed when the last of its users gives it back; who makes it is the first. Thread-safe. */
final class ServingModel {

    /** Fewer pictures say little of how long one takes. */
    private static final int LEAST_PICTURES = 16;

    private final String name;
    private final ModelBundle bundle;
    private final MeasuredDetector detector;
    private final ModelSignature signature;
    private final Optional<Trial> trial;
    private final Instant since;
    private int users = 1;

    /**
     * @param name among the models
     * @param detector taken over
     * @param trial what was measured before it was loaded; empty: it was not tried
     */
    ServingModel(String name, ModelBundle bundle, Detector detector, Optional<Trial> trial, Instant since) {
        this.name = name;
        this.bundle = bundle;
        this.detector = new MeasuredDetector(detector);
        this.trial = trial;
        this.since = since;
        ModelSignature own = detector.signature();
        signature = new ModelSignature(name, own.version(), own.input(), own.outputs());
    }

    String name() {
        return name;
    }

    ModelBundle bundle() {
        return bundle;
    }

    MeasuredDetector detector() {
        return detector;
    }

    ModelSignature signature() {
        return signature;
    }

    Optional<Trial> trial() {
        return trial;
    }

    Instant since() {
        return since;
    }

    /** How long a picture takes, at work or else in its trial; empty: not known. */
    OptionalLong pictureNanos() {
        long[] pictures = detector.pictures();
        return pictures.length >= LEAST_PICTURES
                ? OptionalLong.of(Trial.percentile(pictures, 0.5))
                : trial.stream().mapToLong(Trial::pictureP50).findFirst();
    }

    /** For one user more, as long as there is one. */
    synchronized Lease lease() {
        retain();
        var isBack = new AtomicBoolean();
        return new Lease(signature, detector, () -> {
            if (isBack.compareAndSet(false, true)) {
                release();
            }
        });
    }

    synchronized void retain() {
        if (users == 0) {
            throw new IllegalStateException("model \"%s\" has been unloaded".formatted(name));
        }
        users++;
    }

    void release() {
        synchronized (this) {
            users--;
            if (users > 0) {
                return;
            }
        }
        detector.close();
    }
}
