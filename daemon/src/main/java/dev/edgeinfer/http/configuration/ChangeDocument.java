package dev.edgeinfer.http.configuration;

import dev.edgeinfer.http.source.Configuration.Change;
import java.util.List;

/**
 * What a request has changed.
 *
 * @param file that was written
 * @param etag of the configuration now
 * @param changed dotted paths that have another value
 * @param restartNeeded those of which only a restart of the daemon takes notice
 * @param apiRestarts whether the API closes its connections after this answer, and listens again
 */
record ChangeDocument(String file, String etag, List<String> changed, List<String> restartNeeded, boolean apiRestarts) {

    static ChangeDocument of(Change change) {
        return new ChangeDocument(
                change.file().toString(),
                EntityTags.of(change.version()),
                change.changed(),
                change.restartNeeded(),
                change.apiRestarts());
    }
}
