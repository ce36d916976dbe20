package dev.edgeinfer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The pictures that a command line names: files as they are, folders by the pictures in them. */
final class ImageFiles {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff");

    private ImageFiles() {}

    /**
     * @param arguments files and folders; a folder stands for the files directly in it whose extension is that of a
     *     picture, in order of their names
     * @throws CommandFailure when a path does not exist, or a folder has no picture
     */
    static List<Path> of(List<Path> arguments) {
        List<Path> files = new ArrayList<>();
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                files.addAll(in(argument));
            } else if (Files.exists(argument)) {
                files.add(argument);
            } else {
                throw new CommandFailure("\"%s\" does not exist; give image files or folders".formatted(argument));
            }
        }
        return files;
    }

    private static List<Path> in(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> pictures = entries.filter(ImageFiles::isPicture).sorted().toList();
            if (pictures.isEmpty()) {
                throw new CommandFailure("Folder \"%s\" has no picture in it (%s)"
                        .formatted(
                                folder,
                                String.join(", ", EXTENSIONS.stream().sorted().toList())));
            }
            return pictures;
        } catch (IOException e) {
            throw new CommandFailure("Folder \"%s\" cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && EXTENSIONS.contains(extension);
    }
}
