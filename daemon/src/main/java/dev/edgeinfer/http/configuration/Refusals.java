package dev.edgeinfer.http.configuration;

import dev.edgeinfer.config.edit.ConfigWriteException;
import dev.edgeinfer.config.edit.SetInDropInException;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.source.Configuration.NotAppliedException;
import dev.edgeinfer.http.source.Configuration.StaleConfigException;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.NotEditableException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;

/** Tells clients why the configuration is not as they wish. */
final class Refusals {

    private Refusals() {}

    /** Something with the configuration, which may be refused. */
    interface Action<T> {
        T take() throws InterruptedException;
    }

    /** @throws ProblemException when it is refused */
    static <T> T answered(ServerResponse response, Action<T> action) {
        try {
            return action.take();
        } catch (StaleConfigException e) {
            response.header(HeaderNames.ETAG, EntityTags.of(e.version()));
            throw new ProblemException(
                    ProblemType.CONFIG_CHANGED,
                    "Somebody else changed the configuration, or the daemon was restarted; read it again");
        } catch (InvalidDocumentException e) {
            int more = e.problems().size() - 1;
            throw new ProblemException(
                    ProblemType.CONFIG_INVALID,
                    e.problems().getFirst() + (more > 0 ? "; and %d more".formatted(more) : ""),
                    Map.of("errors", ErrorDocument.of(e.problems())));
        } catch (SetInDropInException e) {
            throw new ProblemException(
                    ProblemType.CONFIG_IN_DROP_IN, e.getMessage(), Map.of("path", e.path(), "file", e.file()));
        } catch (NotEditableException e) {
            throw new ProblemException(
                    ProblemType.CONFIG_NOT_EDITABLE,
                    "The file cannot be changed in place: %s; send its whole text by PUT /config"
                            .formatted(e.getMessage()));
        } catch (ConfigWriteException e) {
            throw new ProblemException(
                    e.isReadOnly() ? ProblemType.CONFIG_READ_ONLY : ProblemType.CONFIG_NOT_WRITTEN, e.getMessage());
        } catch (NotAppliedException e) {
            throw new ProblemException(ProblemType.CONFIG_NOT_APPLIED, e.getMessage());
        } catch (InterruptedException e) {
            throw new CloseConnectionException("the API stops", e);
        }
    }

    /** As {@link #answered}, for what only has to be read. */
    static <T> T read(ServerResponse response, Action<T> action) {
        try {
            return action.take();
        } catch (InvalidDocumentException e) {
            throw new ProblemException(
                    ProblemType.CONFIG_BROKEN,
                    "The file on the disk cannot be shown: %s; mend it there, or send a whole text by PUT /config"
                            .formatted(e.problems().getFirst()),
                    Map.of("errors", ErrorDocument.of(e.problems())));
        } catch (InterruptedException e) {
            throw new CloseConnectionException("the API stops", e);
        }
    }
}
