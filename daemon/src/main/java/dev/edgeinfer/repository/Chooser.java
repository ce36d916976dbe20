package dev.edgeinfer.repository;

import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.repository.ActiveModelFile.Activation;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses and loads the model that a configuration is to have: the one that was activated under the same {@code model.path}, else
 * the one that it names. One thread at a time chooses; any may ask for the problem.
 */
final class Chooser {

    private static final Logger log = LoggerFactory.getLogger(Chooser.class);

    private final BundleDirectory directory;
    private final Activations activations;
    private final Admission admission;
    private final Refusals refusals;
    private final InstantSource clock;

    private volatile Optional<String> problem = Optional.empty();

    Chooser(
            BundleDirectory directory,
            Activations activations,
            Admission admission,
            Refusals refusals,
            InstantSource clock) {
        this.directory = directory;
        this.activations = activations;
        this.admission = admission;
        this.refusals = refusals;
        this.clock = clock;
    }

    /**
     * @throws ModelException when the model cannot be loaded
     * @throws InvalidDocumentException when the one that was activated lacks labels
     */
    Choice choose(Configured next) {
        Optional<Activation> kept = activations.under(next);
        return isToBeUsed(next, kept) ? asActivated(next, kept.get()) : asConfigured(next, kept.isPresent());
    }

    /**
     * The first choice of the process: one that was activated and cannot be used, or with which the process has not lasted, is
     * passed by, which is a {@link #problem}.
     *
     * @throws ModelException when the one that is configured cannot be loaded
     */
    Choice chooseAtStart(Configured next) {
        Optional<Activation> kept = activations.under(next);
        return isToBeUsed(next, kept) ? start(next, kept.get()) : asConfigured(next, kept.isPresent());
    }

    /** Why another model than the one that was activated is used. */
    Optional<String> problem() {
        return problem;
    }

    /** That another one was activated since. */
    void solved() {
        problem = Optional.empty();
    }

    private static boolean isToBeUsed(Configured next, Optional<Activation> kept) {
        return kept.isPresent() && !kept.get().model().equals(next.name());
    }

    private Choice asConfigured(Configured next, boolean isActivated) {
        return new Choice(admission.load(next.name(), next.bundle(), next, Optional.empty()), next, isActivated);
    }

    private Choice asActivated(Configured next, Activation kept) {
        ModelBundle bundle = new KnownBundles(directory, next).open(kept.model());
        next.labels().accept(bundle);
        return new Choice(admission.load(kept.model(), bundle, next, Optional.empty()), next, true);
    }

    private Choice start(Configured next, Activation kept) {
        try {
            if (kept.unprovenStarts() >= Activations.MOST_UNPROVEN_STARTS) {
                throw new ModelException(
                        "the daemon has not lasted a minute with it, %d times".formatted(kept.unprovenStarts()));
            }
            activations.starting();
            Choice choice = asActivated(next, kept);
            log.info(
                    "model {} is used, which was activated at {}; the configuration names {}",
                    kept.model(),
                    kept.since(),
                    next.config().path());
            return choice;
        } catch (ModelException | ModelRefusedException | InvalidDocumentException e) {
            String sentence = "model \"%s\", which was activated at %s, is not used: %s; \"%s\" of the configuration is"
                    .formatted(kept.model(), kept.since(), Sentences.of(e), next.name());
            log.warn(sentence);
            activations.forget();
            refusals.add(kept.model(), sentence, clock.instant(), new KnownBundles(directory, next).path(kept.model()));
            problem = Optional.of(sentence);
            return asConfigured(next, false);
        }
    }
}
