package dev.edgeinfer.repository;

import java.util.Optional;

/** What was wanted of a model was not done; all is as before. The message is for people. */
public final class ModelRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Cause {
        /** There is no such model. */
        UNKNOWN(false),
        /** Another model is being loaded. */
        BUSY(false),
        /** The cameras use it. */
        IN_USE(false),
        /** No model was in use before. */
        NO_PREVIOUS(false),
        /** The daemon stops, or its cameras do not run. */
        STOPPED(false),
        /** The manifest is wrong, or the program is none that can be run. */
        BROKEN(true),
        /** The process in which it was tried died of it. */
        CRASHED(true),
        /** It was not done in time. */
        TIMED_OUT(true),
        /** It took more memory than there was. */
        OUT_OF_MEMORY(true),
        /** There is too little memory to try it. */
        NOT_ENOUGH_MEMORY(true),
        /** An inference takes longer than its budget, or than the cameras' targets allow. */
        TOO_SLOW(true),
        /** The program is larger than its budget. */
        TOO_LARGE(true),
        /** The configuration waits for labels that it lacks. */
        MISSING_LABELS(true),
        /** Its files changed while it was being loaded. */
        CHANGED(true);

        private final boolean judged;

        Cause(boolean judged) {
            this.judged = judged;
        }

        /** Whether it says something of the model itself. */
        public boolean isJudged() {
            return judged;
        }
    }

    private final Cause reason;
    private final transient Optional<Trial> trial;

    ModelRefusedException(Cause reason, String sentence, Optional<Trial> trial) {
        super(sentence);
        this.reason = reason;
        this.trial = trial;
    }

    public ModelRefusedException(Cause reason, String sentence) {
        this(reason, sentence, Optional.empty());
    }

    public Cause reason() {
        return reason;
    }

    /** What was measured before it was refused. */
    public Optional<Trial> trial() {
        return trial;
    }
}
