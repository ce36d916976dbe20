package dev.edgeinfer.model;

import dev.edgeinfer.yaml.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model as it lies on disk: a directory with a program and a manifest.
 *
 * @param directory where it is
 * @param manifest what it says of itself
 */
public record ModelBundle(Path directory, ModelManifest manifest) {

    /**
     * Opens a bundle by its name in the models directory, or by its path; a name that is in both places is the one in
     * the models directory. The program is not read yet.
     *
     * @param nameOrPath as in the configuration, {@code model.path}
     * @throws ModelException if there is no such directory
     * @throws dev.edgeinfer.yaml.InvalidDocumentException if its manifest is missing or wrong
     */
    public static ModelBundle open(String nameOrPath, Path modelsDirectory) {
        Path directory = find(nameOrPath, modelsDirectory);
        return new ModelBundle(directory, ManifestFile.read(directory));
    }

    /** By which it is asked for: the name of its directory. */
    public String name() {
        return directory.toAbsolutePath().normalize().getFileName().toString();
    }

    /** Whether the manifest is ours and so says how its outputs are read, rather than leaving it to be seen. */
    boolean namesDecoder() {
        return Files.exists(directory.resolve(ManifestFile.OURS));
    }

    /**
     * Checks that the program's file is the one that the manifest was written for, as far as that says so.
     *
     * @throws ModelException if it is missing, empty, or another
     */
    public void verifyProgram() {
        ProgramFile.verify(manifest);
    }

    private static Path find(String nameOrPath, Path modelsDirectory) {
        Path path = path(nameOrPath);
        boolean isName = path.getNameCount() == 1 && !path.isAbsolute() && !nameOrPath.startsWith(".");
        Path named = modelsDirectory.resolve(path);
        if (isName && Files.isDirectory(named)) {
            return named;
        }
        if (Files.isDirectory(path)) {
            return path;
        }
        if (Files.exists(path)) {
            throw new ModelException("\"%s\" is a file, not a model bundle; name the directory that holds model.yaml"
                    .formatted(nameOrPath));
        }
        if (isName) {
            throw new ModelException("There is no model \"%s\" in \"%s\" or the working directory; %s"
                    .formatted(nameOrPath, modelsDirectory, NearestName.hint(nameOrPath, names(modelsDirectory))));
        }
        throw new ModelException(
                "There is no model bundle at \"%s\"; name the directory that holds model.yaml".formatted(nameOrPath));
    }

    private static Path path(String nameOrPath) {
        if (nameOrPath.isBlank()) {
            throw new ModelException("The name of the model is empty; give a bundle's name or path");
        }
        try {
            return Path.of(nameOrPath);
        } catch (InvalidPathException e) {
            throw new ModelException("\"%s\" is no path of a model bundle: %s".formatted(nameOrPath, e.getReason()), e);
        }
    }

    private static List<String> names(Path modelsDirectory) {
        try (Stream<Path> entries = Files.list(modelsDirectory)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> Files.exists(entry.resolve(ManifestFile.OURS))
                            || Files.exists(entry.resolve(ManifestFile.ULTRALYTICS)))
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // The sentence then names none, which is what can be seen of the directory.
            return List.of();
        }
    }
}
