package dev.edgeinfer.camera.file;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code dir:///images?fps=2&loop=true}: the images of a folder in order of their names. The folder is listed again for
 * every pass, so that images may be added while it plays. An image that cannot be read is skipped.
 */
public final class ImageFolderSource implements FrameSource {

    private static final Logger LOG = LoggerFactory.getLogger(ImageFolderSource.class);

    private final SourceConfig.ImageFolder config;
    private final ImageFile file;
    private final Set<Path> unreadable = new HashSet<>();
    private List<Path> images;
    private int next;
    private int unreadableInPass;
    private long timestamp;
    private DropReason refusal = DropReason.UNDECODABLE;

    /** @throws SourceException when the folder cannot be read or holds no image */
    public ImageFolderSource(SourceConfig.ImageFolder config) {
        this.config = config;
        file = new ImageFile(config.maxPixels());
        images = list(config.path());
    }

    @Override
    public Delivery delivery() {
        return config.fps().isPresent() ? Delivery.TIMED : Delivery.ON_DEMAND;
    }

    @Override
    public boolean grab() {
        if (next == images.size()) {
            if (unreadableInPass == images.size()) {
                throw new SourceException("none of the %d images in \"%s\" can be read; the first is \"%s\""
                        .formatted(
                                images.size(), config.path(), images.getFirst().getFileName()));
            }
            if (!config.loop()) {
                return false;
            }
            images = list(config.path());
            next = 0;
            unreadableInPass = 0;
        }
        next++;
        timestamp += Math.round(1e9 / config.fps().orElse(1));
        return true;
    }

    @Override
    public long timestampNanos() {
        return timestamp;
    }

    @Override
    public boolean retrieve(Mat image) {
        Path path = images.get(next - 1);
        Optional<SourceException> problem = file.read(path, image);
        if (problem.isEmpty()) {
            return true;
        }
        refusal = problem.get() instanceof PictureTooLargeException ? DropReason.TOO_LARGE : DropReason.UNDECODABLE;
        unreadableInPass++;
        if (unreadable.add(path)) {
            LOG.warn("an image is skipped: {}", problem.get().getMessage());
        }
        return false;
    }

    @Override
    public DropReason refusal() {
        return refusal;
    }

    @Override
    public void close() {
        // Every image is closed when it has been read.
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new SourceException(
                    Files.exists(folder)
                            ? "\"%s\" is not a folder; for a video write file://%s"
                                    .formatted(folder, folder.toAbsolutePath())
                            : "\"%s\" does not exist; check the path of the folder".formatted(folder));
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> images = entries.filter(ImageFolderSource::isImage)
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
            if (images.isEmpty()) {
                throw new SourceException("\"%s\" holds no image; images end in %s"
                        .formatted(
                                folder,
                                String.join(
                                        ", ",
                                        SourceConfig.Image.EXTENSIONS.stream()
                                                .sorted()
                                                .toList())));
            }
            return images;
        } catch (IOException | UncheckedIOException e) {
            throw new SourceException("\"%s\" cannot be listed: %s".formatted(folder, e), e);
        }
    }

    private static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return SourceConfig.Image.EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1))
                && !Files.isDirectory(path);
    }
}
