package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files that are laid over a configuration: those of a folder beside it, so that its own file can stay as it came. */
public final class DropIns {

    private static final String SUFFIX = ".yaml";

    private DropIns() {}

    /**
     * The files {@code *.yaml} of the folder that is named as the file, with {@code .d} for {@code .yaml}, by name. Those
     * whose names begin with a dot belong to editors.
     *
     * @throws InvalidDocumentException when the folder cannot be read
     */
    static List<Path> of(Path file) {
        Path folder = folder(file);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(DropIns::isDropIn)
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .toList();
        } catch (AccessDeniedException e) {
            throw unreadable(folder, "permission denied");
        } catch (IOException e) {
            throw unreadable(folder, e.getMessage());
        }
    }

    /** The folder whose files are laid over a configuration. */
    public static Path folder(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return file.resolveSibling(stem + ".d");
    }

    private static boolean isDropIn(Path entry) {
        String name = entry.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    private static InvalidDocumentException unreadable(Path folder, String reason) {
        return new InvalidDocumentException(Problem.ofFile(
                folder.toString(), "cannot be read: " + reason, "check its owner and mode, or remove it"));
    }
}
