package dev.edgeinfer.model;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the manifest of a model bundle. */
public final class ManifestFile {

    static final String OURS = "model.yaml";
    static final String ULTRALYTICS = "metadata.yaml";

    private ManifestFile() {}

    /**
     * Reads {@code model.yaml}, or else the {@code metadata.yaml} that {@code yolo export format=executorch} writes. The
     * program is checked to exist and not opened.
     *
     * @throws InvalidDocumentException with all problems found
     */
    public static ModelManifest read(Path bundle) {
        if (Files.isRegularFile(bundle)) {
            throw invalid(bundle, "is a file, not a model bundle", "name the folder that has it and its " + OURS);
        }
        if (!Files.isDirectory(bundle)) {
            throw invalid(bundle, "does not exist", "name the folder of a model bundle");
        }
        if (Files.exists(bundle.resolve(OURS))) {
            return ManifestReader.read(bundle);
        }
        if (Files.exists(bundle.resolve(ULTRALYTICS))) {
            return UltralyticsReader.read(bundle);
        }
        throw invalid(
                bundle,
                "is not a model bundle: it has no " + OURS,
                "name a folder made by edge-model or by yolo export format=executorch");
    }

    private static InvalidDocumentException invalid(Path bundle, String rule, String hint) {
        return new InvalidDocumentException(Problem.ofFile(bundle.toString(), rule, hint));
    }
}
