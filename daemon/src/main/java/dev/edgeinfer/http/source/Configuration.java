package dev.edgeinfer.http.source;

import dev.edgeinfer.config.edit.ConfigSnapshot;
import dev.edgeinfer.config.edit.ConfigWish;
import dev.edgeinfer.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** The configuration of the running daemon: what its files say, and how they are changed. Any thread may call. */
public interface Configuration {

    /** What the files say now. @throws dev.edgeinfer.yaml.InvalidDocumentException when the folder of drop-ins cannot be read */
    ConfigSnapshot read();

    /**
     * Whether a wish could come true; nothing is changed.
     *
     * @throws dev.edgeinfer.config.edit.SetInDropInException as {@link ConfigSnapshot#with}
     * @throws dev.edgeinfer.yaml.NotEditableException as {@link ConfigSnapshot#with}
     */
    Verdict check(ConfigWish wish);

    /**
     * Makes a wish come true: writes the file and puts it to work. Waits for another one that is under way.
     *
     * @param isExpected tells by the version of the files whether they are those that the wish is about
     * @return what has changed. When the API has to restart for it, that waits until the caller says {@link Change#answered}.
     * @throws StaleConfigException when the files are others
     * @throws dev.edgeinfer.yaml.InvalidDocumentException with all problems that it would have
     * @throws dev.edgeinfer.config.edit.SetInDropInException as {@link ConfigSnapshot#with}
     * @throws dev.edgeinfer.yaml.NotEditableException as {@link ConfigSnapshot#with}
     * @throws dev.edgeinfer.config.edit.ConfigWriteException when the file cannot be written
     * @throws NotAppliedException when it is valid and does not start
     */
    Change apply(Predicate<String> isExpected, ConfigWish wish) throws InterruptedException;

    /**
     * What would come of a wish.
     *
     * @param problems why it is refused; empty: it is not
     * @param changed dotted paths that would have another value
     * @param restartNeeded those of which only a new process would take notice
     */
    record Verdict(List<Problem> problems, List<String> changed, List<String> restartNeeded) {}

    /**
     * What has come of a wish.
     *
     * @param file the main one
     * @param version of the files now
     * @param changed dotted paths that have another value
     * @param restartNeeded those of which only a new process takes notice
     * @param apiRestarts whether the API closes its connections now and listens again
     * @param answered to be called when the client has its answer
     */
    record Change(
            Path file,
            String version,
            List<String> changed,
            List<String> restartNeeded,
            boolean apiRestarts,
            Runnable answered) {}

    /** The files are not those that somebody has seen. */
    final class StaleConfigException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String version;

        public StaleConfigException(String version) {
            super("the configuration was changed meanwhile");
            this.version = version;
        }

        /** Of the files now. */
        public String version() {
            return version;
        }
    }

    /** A configuration is valid but does not start; the message says why, and what is at work now. */
    final class NotAppliedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public NotAppliedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
