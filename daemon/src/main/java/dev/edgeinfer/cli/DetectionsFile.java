package dev.edgeinfer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import dev.edgeinfer.detect.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file that {@code detect --json} writes: a list of all detections of all pictures, one object each. It is written
 * as it grows, so that a large set of pictures needs no memory.
 */
final class DetectionsFile implements DetectionsOutput {

    private final Path file;
    private final SequenceWriter writer;

    /**
     * One detection.
     *
     * @param image name of the picture's file, without its folder
     * @param score 0..1, not rounded: average precision depends on the order of near scores
     * @param box pixels of the picture as stored
     */
    record Entry(String image, int labelId, String label, float score, Box box) {}

    /** Pixels from the upper left corner. */
    record Box(float x, float y, float width, float height) {}

    /** @throws CommandFailure when the file cannot be written */
    DetectionsFile(Path file) {
        this.file = file;
        try {
            writer = new ObjectMapper().writer().writeValuesAsArray(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    @Override
    public void add(Path image, List<Detection> detections) {
        try {
            for (Detection d : detections) {
                var box = new Box(
                        d.box().x(), d.box().y(), d.box().width(), d.box().height());
                writer.write(new Entry(image.getFileName().toString(), d.labelId(), d.label(), d.score(), box));
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private CommandFailure cannotWrite(IOException e) {
        return new CommandFailure("--json: \"%s\" cannot be written: %s".formatted(file, e.getMessage()), e);
    }
}
