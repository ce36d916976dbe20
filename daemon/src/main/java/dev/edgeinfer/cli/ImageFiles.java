package dev.edgeinfer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** The pictures that a command line names. */
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

    /** @throws CommandFailure when two files of different folders have the same name */
    static void requireDifferentNames(List<Path> files) {
        Map<Path, Path> byName = new HashMap<>();
        for (Path file : files) {
            Path other = byName.put(file.getFileName(), file);
            if (other != null) {
                throw new CommandFailure(
                        "\"%s\" and \"%s\" have the same name, by which --json and --draw tell pictures apart; do one at a time"
                                .formatted(other, file));
            }
        }
    }

    /**
     * Reads a picture as it is stored.
     *
     * @return 8-bit BGR, {@code [H, W, 3]}; the caller closes it
     * @throws ImageException when it is none
     */
    static Mat read(Path file) {
        if (!Files.isReadable(file)) {
            throw new ImageException("\"%s\" cannot be read; check its permissions".formatted(file));
        }
        Mat image = opencv_imgcodecs.imread(
                file.toString(), opencv_imgcodecs.IMREAD_COLOR | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION);
        if (image.empty()) {
            throw new ImageException(
                    "\"%s\" is no picture that can be decoded (JPEG, PNG, BMP, WebP or TIFF), or it is damaged"
                            .formatted(file));
        }
        return image;
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
