package dev.edgeinfer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where models are looked up by name. The launcher sets it to {@code models/} of the installed tree.
 *
 * @param directory empty: none is known, so models must be given as paths
 */
record ModelsDirectory(Optional<Path> directory) {

    private static final String PROPERTY = "edge-infer.models.dir";
    private static final String VARIABLE = "EDGE_INFER_MODELS_DIR";

    static ModelsDirectory ofProcess() {
        return new ModelsDirectory(Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .map(Path::of));
    }

    /**
     * The directory of a model's bundle.
     *
     * @param model a path, if it has a {@code /}; else a name in this directory or, failing that, a directory here
     * @param base what a relative path is relative to
     * @throws CommandFailure when there is none; the message says where it was looked for and which there are
     */
    Path resolve(String model, Path base) {
        Path path = base.resolve(model);
        Optional<Path> named = model.contains("/") ? Optional.empty() : directory.map(models -> models.resolve(model));
        return Stream.concat(named.stream(), Stream.of(path))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(
                        () -> new CommandFailure("Model \"%s\": there is no directory %s%s; give the path of a bundle%s"
                                .formatted(
                                        model,
                                        path.toAbsolutePath().normalize(),
                                        named.map(" and no %s"::formatted).orElse(""),
                                        names())));
    }

    private String names() {
        List<String> names =
                directory.filter(Files::isDirectory).map(ModelsDirectory::list).orElse(List.of());
        return names.isEmpty() ? "" : " or one of the names: " + String.join(", ", names);
    }

    private static List<String> list(Path models) {
        try (Stream<Path> entries = Files.list(models)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be listed".formatted(models), e);
        }
    }
}
