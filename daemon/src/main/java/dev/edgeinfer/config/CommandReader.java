package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.Command;
import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import dev.edgeinfer.yaml.YamlValue;
import java.util.Optional;

/** Reads a source that is a command: {@code exec:COMMAND#format=yuv420&size=640x480}. */
final class CommandReader {

    private final String uri;
    private final SourceSetting setting;
    private final UriProblems problems;

    CommandReader(String uri, SourceSetting setting, UriProblems problems) {
        this.uri = uri;
        this.setting = setting;
        this.problems = problems;
    }

    /** The options follow the last {@code #format=}, since a command may hold any other character. */
    Optional<SourceConfig> read(String written) {
        int end = written.lastIndexOf("#format=");
        if (end < 0) {
            return problems.invalid(
                    "does not say what the command writes",
                    "add #format=mjpeg, or h264, h265 or mpegts, or #format=yuv420&size=640x480 for raw pictures");
        }
        String command = written.substring(0, end).strip();
        var options = new SourceOptions(written.substring(end + 1), problems);
        Optional<StreamFormat> format = options.choice("format", StreamFormat.class);
        Optional<Size> size = options.size("size");
        options.reportUnknown();
        if (command.isEmpty()) {
            return problems.invalid("has no command", "write exec:rpicam-vid -t 0 --codec mjpeg -o -#format=mjpeg");
        }
        return format.filter(stream -> fits(stream, size))
                .map(stream -> new Command(uri, command, setting.folder(), stream, size, setting.maxPixels()));
    }

    private boolean fits(StreamFormat format, Optional<Size> size) {
        String word = YamlValue.word(format);
        if (!format.raw()) {
            return size.isEmpty() || problems.refused("has a size, which " + word + " tells by itself", "remove size=");
        }
        if (size.isEmpty()) {
            return problems.refused("has no size, which raw pictures do not tell", "add &size=640x480");
        }
        int width = size.get().width();
        int height = size.get().height();
        boolean halvesWidth =
                format == StreamFormat.YUV420 || format == StreamFormat.NV12 || format == StreamFormat.YUYV;
        boolean halvesHeight = halvesWidth && format != StreamFormat.YUYV;
        if (halvesWidth && width % 2 != 0 || halvesHeight && height % 2 != 0) {
            return problems.refused("has an odd size, of which " + word + " has no half", "write even numbers");
        }
        return setting.fits(size.get(), problems);
    }
}
