package dev.edgeinfer.camera.v4l2;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FOURCC;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FPS;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FRAME_HEIGHT;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FRAME_WIDTH;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_V4L2;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.PixelFormat;
import dev.edgeinfer.config.SourceConfig.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code v4l2:///dev/video0?size=640x480&fps=30&format=yuyv}: a Video4Linux2 capture device, single-planar or
 * multi-planar.
 *
 * <p>OpenCV's {@code set} reports success also where the driver has chosen something else, so what the device gives is
 * read back. Another size or format than the one asked for is an error; another rate is a warning, because most devices
 * have only a few rates. Without a size or rate OpenCV asks for 640x480 at 30, whatever the device was set to; it asks
 * for whole rates only.
 *
 * <p>A device that is gone makes {@link #grab} fail at once and for ever while OpenCV still calls it opened; one that
 * stalls makes it fail after OpenCV's select timeout (10 s, or {@code OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT} seconds in the
 * environment of the process). Both end in an exception here, and the camera opens the device again.
 */
public final class V4l2Source implements FrameSource {

    private static final Logger LOG = LoggerFactory.getLogger(V4l2Source.class);

    /** A rate this much below the one asked for makes another pixel format worth trying. */
    private static final double ENOUGH = 0.9;

    /** So many pictures in a row that cannot be decoded are the fault of the format, not of the cable. */
    private static final int HOPELESS = 30;

    private final SourceConfig.V4l2 config;
    private final V4l2Device device;
    private final Mode mode;
    private VideoCapture capture;
    private int undecodable;

    /** What a device gives, as read back from it. */
    private record Mode(int width, int height, double fps, String format) {

        private Size size() {
            return new Size(width, height);
        }

        /** Some drivers do not know their rate; that is no reason to refuse them. */
        private boolean isAtLeast(double wanted) {
            return !knowsRate() || fps >= ENOUGH * wanted;
        }

        private boolean isAbout(double wanted) {
            return !knowsRate() || fps >= ENOUGH * wanted && fps * ENOUGH <= wanted;
        }

        private boolean knowsRate() {
            return fps > 0 && Double.isFinite(fps);
        }

        @Override
        public String toString() {
            return knowsRate()
                    ? "%dx%d %s at %s fps".formatted(width, height, format, fps)
                    : "%dx%d %s at a rate of its own".formatted(width, height, format);
        }
    }

    /** @throws SourceException when the device is missing, forbidden, busy, or has no such mode */
    public V4l2Source(SourceConfig.V4l2 config) {
        this.config = config;
        device = new V4l2Device(config.device());
        device.requireUsable();
        try {
            mode = negotiate();
            if (mode.size().pixels() > config.maxPixels()) {
                throw new PictureTooLargeException(config.uri(), mode.size(), config.maxPixels());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        LOG.info("{}: {} gives {}", device.path(), device.name(), mode);
        if (!config.fps().stream().allMatch(mode::isAbout)) {
            LOG.warn(
                    "{}: {} fps were asked for, the device gives {} at this size",
                    device.path(),
                    config.fps().getAsDouble(),
                    mode.fps());
        }
    }

    @Override
    public Delivery delivery() {
        return Delivery.LIVE;
    }

    @Override
    public boolean grab() {
        if (!capture.grab()) {
            throw new SourceException(device.whyNoFrame());
        }
        return true;
    }

    @Override
    public boolean retrieve(Mat image) {
        if (toPicture(image)) {
            undecodable = 0;
            return true;
        }
        if (++undecodable < HOPELESS) {
            return false;
        }
        throw new SourceException(
                "\"%s\" gave %d pictures in a row that cannot be decoded, as %s; ask for another size or format; %s"
                        .formatted(config.uri(), undecodable, mode, device.modes()));
    }

    private boolean toPicture(Mat image) {
        try {
            return capture.retrieve(image) && !image.empty() && image.type() == CV_8UC3;
        } catch (RuntimeException e) {
            // OpenCV throws where it has no way from the device's pixels to BGR.
            LOG.debug("{}: a picture cannot be decoded", device.path(), e);
            return false;
        }
    }

    @Override
    public void close() {
        if (capture != null) {
            capture.release();
            capture.close();
            capture = null;
        }
    }

    /** Opens the device in the first format that gives size and rate, else in the first that gives the size. */
    private Mode negotiate() {
        List<Mode> offers = new ArrayList<>();
        List<Optional<PixelFormat>> slower = new ArrayList<>();
        for (Optional<PixelFormat> format : candidates()) {
            Mode offer = open(format);
            offers.add(offer);
            if (fits(offer, format)) {
                if (fastEnough(offer)) {
                    return offer;
                }
                slower.add(format);
            }
        }
        if (slower.isEmpty()) {
            String given = offers.stream().map(Mode::toString).distinct().collect(Collectors.joining(", "));
            throw new SourceException("\"%s\" cannot give what is asked for, it gave %s; %s"
                    .formatted(config.uri(), given, device.modes()));
        }
        return open(slower.getFirst());
    }

    /** The formats to try; the empty one lets OpenCV choose, for devices that have neither YUYV nor MJPEG. */
    private List<Optional<PixelFormat>> candidates() {
        return config.format().isPresent()
                ? List.of(config.format())
                : List.of(Optional.of(PixelFormat.YUYV), Optional.of(PixelFormat.MJPEG), Optional.empty());
    }

    private boolean fits(Mode mode, Optional<PixelFormat> format) {
        return mode.height() > 0
                && format.stream().allMatch(f -> f.fourcc().equals(mode.format()))
                && config.size().stream().allMatch(s -> s.width() == mode.width() && s.height() == mode.height());
    }

    private boolean fastEnough(Mode mode) {
        return config.fps().isEmpty() || mode.isAtLeast(config.fps().getAsDouble());
    }

    private Mode open(Optional<PixelFormat> format) {
        close();
        capture = new VideoCapture();
        if (!capture.open(device.path().toString(), CAP_V4L2)) {
            throw new SourceException(device.whyNotOpened());
        }
        format.ifPresent(f -> capture.set(CAP_PROP_FOURCC, encode(f.fourcc())));
        config.size().ifPresent(size -> {
            capture.set(CAP_PROP_FRAME_WIDTH, size.width());
            capture.set(CAP_PROP_FRAME_HEIGHT, size.height());
        });
        // OpenCV rounds, and zero frames a second would be whatever the driver likes, often its fastest.
        config.fps().ifPresent(fps -> capture.set(CAP_PROP_FPS, Math.max(1, fps)));
        if (!capture.isOpened()) {
            close();
            throw new SourceException(device.whyNotOpened());
        }
        return new Mode(
                (int) capture.get(CAP_PROP_FRAME_WIDTH),
                (int) capture.get(CAP_PROP_FRAME_HEIGHT),
                capture.get(CAP_PROP_FPS),
                decode((int) capture.get(CAP_PROP_FOURCC)));
    }

    /** A four-character code as V4L2 writes it: the first character in the lowest byte. */
    static int encode(String fourcc) {
        int code = 0;
        for (int i = 3; i >= 0; i--) {
            code = code << 8 | fourcc.charAt(i);
        }
        return code;
    }

    static String decode(int code) {
        StringBuilder fourcc = new StringBuilder();
        for (int shift = 0; shift < 32; shift += 8) {
            fourcc.append((char) (code >>> shift & 0xff));
        }
        return fourcc.toString().strip();
    }
}
