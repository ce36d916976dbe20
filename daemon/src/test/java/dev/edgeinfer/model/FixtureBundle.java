package dev.edgeinfer.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The bundles of the test resources, whose tiny programs return what is written beside them; and spoilt copies of them.
 */
public final class FixtureBundle {

    private static final String PROGRAM = "model.pte";

    private final Path directory;

    private FixtureBundle(Path directory) {
        this.directory = directory;
    }

    /** The directory of a bundle, to be read only. */
    public static Path directory(String name) {
        URL resource = FixtureBundle.class.getResource("/models/" + name);
        try {
            return Path.of(Objects.requireNonNull(resource, name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a bundle as it is. */
    public static ModelBundle open(String name) {
        return ModelBundle.open(directory(name).toString(), Path.of("."));
    }

    /** A copy of a bundle in a directory that the test may do with as it likes. */
    static FixtureBundle copy(String name, Path parent) {
        return copy(directory(name), parent);
    }

    /** A copy of a bundle from elsewhere. */
    public static FixtureBundle copy(Path source, Path parent) {
        Path target = parent.resolve(source.getFileName());
        try (Stream<Path> files = Files.list(source)) {
            Files.createDirectory(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FixtureBundle(target);
    }

    Path directory() {
        return directory;
    }

    public Path program() {
        return directory.resolve(PROGRAM);
    }

    /** Replaces a text of the manifest, which must be there. */
    FixtureBundle manifest(String text, String replacement) {
        return edit("model.yaml", content -> {
            if (!content.contains(text)) {
                throw new IllegalArgumentException("\"%s\" is not in the manifest:%n%s".formatted(text, content));
            }
            return content.replace(text, replacement);
        });
    }

    /** Removes size and hash from the manifest, so that a changed program is looked at at all. */
    FixtureBundle unsealed() {
        return edit("model.yaml", content -> content.replaceAll("(?m)^(sha256|size-bytes):.*\\R", ""));
    }

    /** Replaces the program and leaves the manifest. */
    public FixtureBundle program(byte[] bytes) {
        try {
            Files.write(program(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Replaces a name inside the program by another of the same length. */
    FixtureBundle programText(String text, String replacement) {
        // Latin-1 maps every byte to one character and back.
        String content = new String(programBytes(), StandardCharsets.ISO_8859_1);
        if (!content.contains(text) || text.length() != replacement.length()) {
            throw new IllegalArgumentException("cannot replace \"%s\" by \"%s\"".formatted(text, replacement));
        }
        return program(content.replace(text, replacement).getBytes(StandardCharsets.ISO_8859_1));
    }

    byte[] programBytes() {
        try {
            return Files.readAllBytes(program());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ModelBundle open() {
        return ModelBundle.open(directory.toString(), Path.of("."));
    }

    private FixtureBundle edit(String name, UnaryOperator<String> change) {
        Path file = directory.resolve(name);
        try {
            Files.writeString(file, change.apply(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
