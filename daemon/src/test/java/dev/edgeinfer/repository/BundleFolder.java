package dev.edgeinfer.repository;

import dev.edgeinfer.model.FixtureBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A models directory of copies that a test may do with as it likes. */
public final class BundleFolder {

    private final Path directory;

    public BundleFolder(Path directory) {
        this.directory = directory;
    }

    public Path path() {
        return directory;
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    /** A copy of a bundle of the test resources. */
    BundleFolder fixture(String fixture, String name) {
        return copy(FixtureBundle.directory(fixture), name);
    }

    /** A copy of any bundle. */
    public BundleFolder copy(Path source, String name) {
        try (Stream<Path> files = Files.list(source)) {
            Files.createDirectories(path(name));
            for (Path file : files.toList()) {
                Files.copy(file, path(name).resolve(file.getFileName().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds lines to a manifest. */
    public BundleFolder manifest(String name, String lines) {
        return edit(name, "model.yaml", text -> text + lines);
    }

    /** Takes size and hash out of a manifest, so that a changed program is looked at at all. */
    BundleFolder unsealed(String name) {
        return edit(name, "model.yaml", text -> text.replaceAll("(?m)^(sha256|size-bytes):.*\\R", ""));
    }

    BundleFolder edit(String name, String file, UnaryOperator<String> change) {
        return write(name, file, change.apply(read(name, file)).getBytes(StandardCharsets.UTF_8));
    }

    BundleFolder write(String name, String file, byte[] bytes) {
        try {
            Files.write(path(name).resolve(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    BundleFolder delete(String name) {
        try {
            for (String file : List.of("model.pte", "model.yaml", "labels.txt", "expected.json")) {
                Files.deleteIfExists(path(name).resolve(file));
            }
            Files.delete(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private String read(String name, String file) {
        try {
            return Files.readString(path(name).resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
