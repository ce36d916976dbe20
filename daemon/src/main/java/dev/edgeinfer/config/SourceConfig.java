package dev.edgeinfer.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Where frames come from: one record a kind of source, written as a URI in the file. */
public sealed interface SourceConfig {

    /** The URI as it stands in the configuration, for people. */
    String uri();

    /** A picture of more pixels is refused before it is decoded. */
    long maxPixels();

    /**
     * {@code file:///clip.mp4?loop=true&pace=realtime}: a video file.
     *
     * @param loop begin again at the end, true by default
     * @param pace {@code realtime} by the file's time stamps (default), or {@code fast}: as quickly as it is consumed
     */
    record VideoFile(String uri, Path path, boolean loop, Pace pace, long maxPixels) implements SourceConfig {

        public VideoFile(String uri, Path path, boolean loop, Pace pace) {
            this(uri, path, loop, pace, Size.MAX_PIXELS);
        }
    }

    /**
     * {@code file:///photo.jpg?fps=5}: one image, again and again.
     *
     * @param fps how often a second, above 0, 1 by default
     */
    record Image(String uri, Path path, double fps, long maxPixels) implements SourceConfig {

        /** By its extension an image is known from a video, and in a folder from anything else; lower case. */
        public static final Set<String> EXTENSIONS =
                Set.of("bmp", "jpeg", "jpg", "pgm", "png", "ppm", "tif", "tiff", "webp");
    }

    /**
     * {@code dir:///images?fps=2&loop=true}: the images of a folder in order of their names.
     *
     * @param fps images a second, above 0, 1 by default; empty ({@code pace=fast}): as quickly as they are consumed
     */
    record ImageFolder(String uri, Path path, OptionalDouble fps, boolean loop, long maxPixels)
            implements SourceConfig {

        public ImageFolder(String uri, Path path, OptionalDouble fps, boolean loop) {
            this(uri, path, fps, loop, Size.MAX_PIXELS);
        }
    }

    /**
     * {@code v4l2:///dev/video0?size=640x480&fps=30&format=yuyv}: a Video4Linux2 capture device.
     *
     * @param size empty: 640x480, or what the device has nearest
     * @param fps frames a second asked of the device, in whole numbers; empty: 30, or what the device has nearest
     * @param format empty: YUYV or MJPEG, whichever the device has at the size
     */
    record V4l2(
            String uri,
            Path device,
            Optional<Size> size,
            OptionalDouble fps,
            Optional<PixelFormat> format,
            long maxPixels)
            implements SourceConfig {

        public V4l2(String uri, Path device, Optional<Size> size, OptionalDouble fps, Optional<PixelFormat> format) {
            this(uri, device, size, fps, format, Size.MAX_PIXELS);
        }
    }

    /**
     * {@code exec:rpicam-vid -t 0 -o - …#format=yuv420&size=640x480}: what a command writes to its standard output.
     *
     * @param command for the shell
     * @param folder where it runs
     * @param format of what it writes
     * @param size of each picture; present where the format is {@linkplain StreamFormat#raw raw}, and only there
     */
    record Command(String uri, String command, Path folder, StreamFormat format, Optional<Size> size, long maxPixels)
            implements SourceConfig {

        public Command(String uri, String command, Path folder, StreamFormat format, Optional<Size> size) {
            this(uri, command, folder, format, size, Size.MAX_PIXELS);
        }
    }

    /**
     * {@code test://pattern?size=640x480&fps=10}: colour bars with a square that wanders over them, for trying things
     * out without a camera.
     *
     * @param size 640x480 by default
     * @param fps above 0, 10 by default
     */
    record TestPattern(String uri, Size size, double fps, long maxPixels) implements SourceConfig {}

    /**
     * {@code rtsp://user@camera/stream#transport=tcp}: a stream from the network, live: of RTSP, HTTP (MJPEG, HLS or any
     * container), RTMP or SRT.
     *
     * @param uri without its password and without what looks like a key, for people
     * @param address with them, for FFmpeg; never to be shown
     * @param targetFps how often a second a picture is wanted; empty: as often as there are any
     */
    record NetworkStream(
            String uri,
            String address,
            Protocol protocol,
            StreamOptions options,
            OptionalDouble targetFps,
            long maxPixels)
            implements SourceConfig {

        @Override
        public String toString() {
            return "NetworkStream[" + uri + ", " + options + "]";
        }
    }

    /**
     * How a stream is read.
     *
     * @param transport of RTSP's packets, TCP by default
     * @param verify whether the certificate of the server must be valid, true by default
     * @param ca file of the certificates, in PEM, that it may be signed with; empty: what the machine trusts
     * @param decoder software by default
     * @param skip which pictures need not be decoded; {@code AUTO} by default
     * @param scale JPEGs are decoded to a half, a quarter or an eighth of their width and height when this is 2, 4 or 8;
     *     1 by default
     */
    record StreamOptions(
            Transport transport, boolean verify, Optional<Path> ca, Decoder decoder, Skip skip, int scale) {

        public static final StreamOptions DEFAULT =
                new StreamOptions(Transport.TCP, true, Optional.empty(), Decoder.SOFTWARE, Skip.AUTO, 1);
    }

    /** What a stream is spoken in. */
    enum Protocol {
        RTSP,
        RTSPS,
        HTTP,
        HTTPS,
        RTMP,
        RTMPS,
        SRT;

        /** Whether it is encrypted, so that there is a certificate. */
        public boolean hasCertificate() {
            return this == RTSPS || this == HTTPS || this == RTMPS;
        }
    }

    /** How the packets of a stream travel. */
    enum Transport {
        TCP,
        UDP
    }

    /** What decodes H.264 and the like. */
    enum Decoder {
        SOFTWARE,
        /** The decoder of the chip, by the kernel's interface for such. */
        V4L2M2M
    }

    /** Which pictures of a stream need not be decoded. */
    enum Skip {
        /**
         * All but key frames while these alone come as often as the camera's target asks for; those that no other refers
         * to while the stream is at least twice as fast as the target.
         */
        AUTO,
        NONE,
        /** Those that no other refers to. */
        NON_REFERENCE,
        /** All but key frames. */
        NON_KEY
    }

    /** How quickly a recorded source is played. */
    enum Pace {
        REALTIME,
        FAST
    }

    /** Pixel formats that can be asked of a V4L2 device. */
    enum PixelFormat {
        YUYV("YUYV"),
        MJPEG("MJPG"),
        NV12("NV12"),
        YUV420("YU12"),
        UYVY("UYVY"),
        RGB24("RGB3"),
        BGR24("BGR3"),
        GRAY("GREY");

        private final String fourcc;

        PixelFormat(String fourcc) {
            this.fourcc = fourcc;
        }

        /** Its four-character code. */
        public String fourcc() {
            return fourcc;
        }
    }

    /** How a command may write its pictures. */
    enum StreamFormat {
        /** Annex B byte streams. */
        H264,
        H265,
        /** JPEGs one after the other. */
        MJPEG,
        /** Of any video codec. */
        MPEGTS,
        /** Planes of 8 bits: luma, then blue and red difference at half the width and height; BT.601, 16..235. */
        YUV420,
        /** As YUV420, blue and red difference in turns in one plane. */
        NV12,
        /** Luma and differences in turns, the latter at half the width. */
        YUYV,
        RGB24,
        BGR24,
        /** Luma alone. */
        GRAY;

        /** Whether pictures follow each other without anything between them that would tell their size. */
        public boolean raw() {
            return switch (this) {
                case H264, H265, MJPEG, MPEGTS -> false;
                case YUV420, NV12, YUYV, RGB24, BGR24, GRAY -> true;
            };
        }
    }

    /** A frame size in pixels. */
    record Size(int width, int height) {

        /** Larger pictures are refused unless the configuration says otherwise. */
        public static final long MAX_PIXELS = 50_000_000;

        public long pixels() {
            return (long) width * height;
        }
    }
}
