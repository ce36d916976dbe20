package dev.edgeinfer.repository;

import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;

/** What a bundle has to pass before it is in the memory of the daemon. */
final class Admission {

    private final Canary canary;
    private final Runnable beforePictures;
    private final InstantSource clock;

    /** @param beforePictures called when a program is loaded, before anything of it touches a picture */
    Admission(Canary canary, Runnable beforePictures, InstantSource clock) {
        this.canary = canary;
        this.beforePictures = beforePictures;
        this.clock = clock;
    }

    /**
     * Tries a bundle in a process of its own and loads what was tried.
     *
     * @param picture JPEG that it is tried on; empty: a grey one
     * @param limit what it may cost; empty: anything
     * @throws ModelRefusedException when it does not pass
     */
    ServingModel admit(
            String name,
            ModelBundle bundle,
            Configured configured,
            Optional<byte[]> picture,
            Optional<SpeedLimit> limit) {
        try {
            String digest = BundleDigest.of(bundle.directory());
            long bytes = bytes(bundle);
            limit.ifPresent(most -> most.verifySize(name, bundle.manifest(), bytes));
            canary.requireMemory(name, bytes);
            Trial trial =
                    canary.run(name, bundle.directory(), configured.config().threads(), picture);
            requireSame(name, digest, trial.digest());
            limit.ifPresent(most -> most.verify(name, bundle.manifest(), trial));
            canary.requireMemory(name, trial);
            requireSame(name, digest, BundleDigest.of(bundle.directory()));
            ServingModel model = load(name, bundle, configured, Optional.of(trial));
            try {
                requireSame(name, digest, BundleDigest.of(bundle.directory()));
            } catch (RuntimeException e) {
                model.release();
                throw e;
            }
            return model;
        } catch (ModelException e) {
            throw new ModelRefusedException(Cause.BROKEN, e.getMessage());
        }
    }

    /**
     * Loads a bundle as it is.
     *
     * @return with one user, who is the caller
     * @throws ModelException when it cannot be loaded
     */
    ServingModel load(String name, ModelBundle bundle, Configured configured, Optional<Trial> trial) {
        LoadedModel model = ModelLoader.load(bundle, configured.config().threads());
        beforePictures.run();
        return new ServingModel(
                name, bundle, new ModelDetector(model, configured.options(model.manifest())), trial, clock.instant());
    }

    private static void requireSame(String name, String digest, String other) {
        if (!digest.equals(other)) {
            throw new ModelRefusedException(
                    Cause.CHANGED,
                    "The files of model \"%s\" changed while it was being loaded; load it again".formatted(name));
        }
    }

    private static long bytes(ModelBundle bundle) {
        try {
            return Files.size(bundle.manifest().program());
        } catch (IOException e) {
            throw new ModelException(
                    "\"%s\" cannot be read: %s".formatted(bundle.manifest().program(), e), e);
        }
    }
}
