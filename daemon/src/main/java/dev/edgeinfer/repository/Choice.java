package dev.edgeinfer.repository;

import dev.edgeinfer.detect.Detector;

/**
 * The model for a configuration, in memory and not at work yet: {@link Models#adopt} takes it over, or {@link #discard} frees
 * it.
 */
public final class Choice {

    private final ServingModel model;
    private final Configured configured;
    private final boolean isActivated;

    /** @param isActivated whether somebody activated it; else it is what the configuration names */
    Choice(ServingModel model, Configured configured, boolean isActivated) {
        this.model = model;
        this.configured = configured;
        this.isActivated = isActivated;
    }

    /** Its name among the models. */
    public String name() {
        return model.name();
    }

    /** Not to be closed. */
    public Detector detector() {
        return model.detector();
    }

    /** Frees it. */
    public void discard() {
        model.release();
    }

    ServingModel model() {
        return model;
    }

    Configured configured() {
        return configured;
    }

    boolean isActivated() {
        return isActivated;
    }
}
