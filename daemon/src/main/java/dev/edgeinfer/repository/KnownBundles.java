package dev.edgeinfer.repository;

import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.NearestName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bundles that there are under a configuration: those of the models directory, and the one that the configuration names,
 * wherever it is.
 */
record KnownBundles(BundleDirectory directory, Configured configured) {

    boolean has(String name) {
        return isConfigured(name) || directory.has(name);
    }

    /** Sorted. */
    List<String> names() {
        return Stream.concat(directory.names().stream(), Stream.of(configured.name()))
                .distinct()
                .sorted()
                .toList();
    }

    Path path(String name) {
        return isConfigured(name) ? configured.bundle().directory() : directory.path(name);
    }

    /** @throws ModelRefusedException when there is none of that name */
    void require(String name) {
        if (!has(name)) {
            throw new ModelRefusedException(
                    Cause.UNKNOWN,
                    "There is no model \"%s\" in the models directory; %s"
                            .formatted(name, NearestName.hint(name, names())));
        }
    }

    /**
     * Reads the manifest, as it is now.
     *
     * @throws ModelRefusedException when there is none of that name, or it cannot be read
     */
    ModelBundle open(String name) {
        require(name);
        try {
            Path own = configured.bundle().directory().toAbsolutePath();
            return isConfigured(name) ? ModelBundle.open(own.toString(), own) : directory.open(name);
        } catch (ModelException e) {
            throw new ModelRefusedException(Cause.BROKEN, e.getMessage());
        } catch (InvalidDocumentException e) {
            throw new ModelRefusedException(Cause.BROKEN, Sentences.of(e));
        }
    }

    private boolean isConfigured(String name) {
        return name.equals(configured.name());
    }
}
