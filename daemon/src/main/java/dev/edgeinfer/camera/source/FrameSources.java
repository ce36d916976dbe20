package dev.edgeinfer.camera.source;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.command.CommandSource;
import dev.edgeinfer.camera.file.ImageFolderSource;
import dev.edgeinfer.camera.file.StillImageSource;
import dev.edgeinfer.camera.file.VideoFileSource;
import dev.edgeinfer.camera.network.NetworkSources;
import dev.edgeinfer.camera.v4l2.V4l2Source;
import dev.edgeinfer.config.SourceConfig;

/** The one table of the kinds of source that exist. */
public final class FrameSources {

    private FrameSources() {}

    /**
     * Opens a source. Blocks while the device or file is opened.
     *
     * @throws SourceException when it cannot be opened
     */
    public static FrameSource open(SourceConfig config) {
        try {
            return switch (config) {
                case SourceConfig.VideoFile file -> new VideoFileSource(file);
                case SourceConfig.Image image -> new StillImageSource(image);
                case SourceConfig.ImageFolder folder -> new ImageFolderSource(folder);
                case SourceConfig.V4l2 device -> new V4l2Source(device);
                case SourceConfig.Command command -> new CommandSource(command);
                case SourceConfig.TestPattern pattern -> new TestPatternSource(pattern);
                case SourceConfig.NetworkStream stream -> NetworkSources.open(stream);
            };
        } catch (LinkageError e) {
            throw new SourceException(
                    "\"%s\" needs native libraries that do not load on this machine (%s); install libdrm2, libva2 and libva-drm2"
                            .formatted(config.uri(), e.getMessage()),
                    e);
        }
    }
}
