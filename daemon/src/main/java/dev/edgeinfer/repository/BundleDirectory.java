package dev.edgeinfer.repository;

import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bundles of the models directory by name, which is that of their directory. Names come from clients and bundles from
 * anywhere, so that nothing outside of the models directory is ever opened: not by a name, not through a link.
 */
final class BundleDirectory {

    /** No separator and no dot at its beginning, so that it names a file of this directory and no other. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final List<String> MANIFESTS = List.of("model.yaml", "metadata.yaml");

    private final Path directory;

    BundleDirectory(Path directory) {
        this.directory = directory;
    }

    /** Names of what looks like a bundle, sorted; none where the directory cannot be read. */
    List<String> names() {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(this::isBundle)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    boolean has(String name) {
        return NAME.matcher(name).matches() && isBundle(name);
    }

    /**
     * Opens a bundle that there is.
     *
     * @throws ModelException when it or one of its files lies outside of the models directory, or is gone
     * @throws dev.edgeinfer.yaml.InvalidDocumentException when its manifest is wrong
     */
    ModelBundle open(String name) {
        Path bundle = directory.resolve(name);
        verifyInside(bundle);
        return ModelBundle.open(bundle.toAbsolutePath().toString(), directory);
    }

    /** Changes when a file of the bundle does. */
    static String stamp(Path bundle) {
        try (Stream<Path> files = Files.list(bundle)) {
            return files.sorted().map(BundleDirectory::stampOfFile).collect(Collectors.joining(";"));
        } catch (IOException e) {
            return "";
        }
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    private boolean isBundle(String name) {
        return NAME.matcher(name).matches()
                && MANIFESTS.stream()
                        .anyMatch(
                                manifest -> Files.exists(directory.resolve(name).resolve(manifest)));
    }

    private void verifyInside(Path bundle) {
        try (Stream<Path> files = Files.list(bundle)) {
            Path root = directory.toRealPath();
            for (Path file : Stream.concat(Stream.of(bundle), files).toList()) {
                if (!file.toRealPath().startsWith(root)) {
                    throw new ModelException(
                            "\"%s\" is a link out of the models directory, which is not followed; put the files themselves there"
                                    .formatted(file));
                }
            }
        } catch (IOException e) {
            throw new ModelException("\"%s\" cannot be read: %s".formatted(bundle, e), e);
        }
    }

    private static String stampOfFile(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return "%s %d %s %s"
                    .formatted(
                            file.getFileName(),
                            attributes.size(),
                            attributes.lastModifiedTime(),
                            Files.isSymbolicLink(file)
                                    ? Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                    : "");
        } catch (IOException e) {
            return file.getFileName() + " ?";
        }
    }
}
