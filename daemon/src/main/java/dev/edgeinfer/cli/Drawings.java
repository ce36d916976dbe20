package dev.edgeinfer.cli;

import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.http.picture.Annotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** The folder into which {@code detect --draw} writes annotated copies, under the names of the pictures. */
final class Drawings {

    private final Path folder;

    /** @throws CommandFailure when the folder cannot be made */
    Drawings(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandFailure("--draw: folder \"%s\" cannot be made: %s".formatted(folder, e), e);
        }
    }

    /**
     * @param image drawn into
     * @throws ImageException when the copy cannot be written or would replace the picture itself
     */
    void write(Path file, Mat image, List<Detection> detections) {
        Path copy = folder.resolve(file.getFileName());
        try {
            if (Files.exists(copy) && Files.isSameFile(copy, file)) {
                throw new ImageException(
                        "\"%s\": --draw would overwrite the picture itself; name another folder".formatted(file));
            }
            Annotation.draw(image, detections);
            if (!opencv_imgcodecs.imwrite(copy.toString(), image)) {
                throw new ImageException("\"%s\" cannot be written; is there space, and may you?".formatted(copy));
            }
        } catch (IOException e) {
            throw new ImageException("\"%s\" cannot be written: %s".formatted(copy, e), e);
        }
    }
}
