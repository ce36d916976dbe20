package dev.edgeinfer.repository;

import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a model may cost that the cameras are to use: its own budget, and what the cameras' targets leave. */
final class SpeedLimit {

    private final double wantedFps;
    private final OptionalLong pictureNow;

    /**
     * @param wantedFps frames a second that cameras ask for, in all
     * @param pictureNow nanoseconds that the active model takes for a picture; empty: not known
     */
    SpeedLimit(double wantedFps, OptionalLong pictureNow) {
        this.wantedFps = wantedFps;
        this.pictureNow = pictureNow;
    }

    /** @throws ModelRefusedException when the program is larger than its budget */
    void verifySize(String name, ModelManifest manifest, long bytes) {
        budget(manifest, "size-mb").ifPresent(most -> {
            double size = bytes / 1e6;
            if (size > most) {
                throw new ModelRefusedException(
                        Cause.TOO_LARGE,
                        "The program of model \"%s\" has %.3g MB, its budget is %.3g MB".formatted(name, size, most));
            }
        });
    }

    /**
     * @throws ModelRefusedException when it takes longer than its budget, or, unless it is faster than the active one, than
     *     the cameras' targets allow
     */
    void verify(String name, ModelManifest manifest, Trial trial) {
        budget(manifest, "latency-ms").ifPresent(most -> {
            if (trial.inferenceP50() > most * 1e6) {
                throw tooSlow(
                        trial,
                        "An inference of model \"%s\" takes %.3g ms (median of %d in its trial beside the running cameras), its budget is %.3g ms"
                                .formatted(name, trial.inferenceP50() / 1e6, trial.runs(), most));
            }
        });
        double allowed = wantedFps > 0 ? 1e9 / wantedFps : Double.POSITIVE_INFINITY;
        boolean isFaster = pictureNow.isPresent() && trial.pictureP50() <= pictureNow.getAsLong();
        if (trial.pictureP50() > allowed && !isFaster) {
            throw tooSlow(
                    trial,
                    "Model \"%s\" takes %.3g ms a picture (median of %d in its trial beside the running cameras); the cameras ask for %.3g pictures a second in all, which leaves %.3g ms for each: take a faster model, or lower target-fps"
                            .formatted(name, trial.pictureP50() / 1e6, trial.runs(), wantedFps, allowed / 1e6));
        }
    }

    private static ModelRefusedException tooSlow(Trial trial, String sentence) {
        return new ModelRefusedException(Cause.TOO_SLOW, sentence, Optional.of(trial));
    }

    /** What a manifest says that is no number is for people. */
    private static OptionalDouble budget(ModelManifest manifest, String key) {
        try {
            return manifest.budget().containsKey(key)
                    ? OptionalDouble.of(Double.parseDouble(manifest.budget().get(key)))
                    : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
