package dev.edgeinfer.bench;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2YUV_YUYV;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_YUV2BGR_YUYV;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** A camera that gives a picture with a person and a grey one in turns as bytes of one format. */
final class TurnsCamera implements FrameSource {

    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    /** As what a picture comes from the device. */
    enum Format {
        YUYV {
            @Override
            Mat encode(Mat picture) {
                Mat bytes = new Mat();
                cvtColor(picture, bytes, COLOR_BGR2YUV_YUYV);
                return bytes;
            }

            @Override
            void decode(Mat bytes, Mat image) {
                cvtColor(bytes, image, COLOR_YUV2BGR_YUYV);
            }
        },
        JPEG {
            @Override
            Mat encode(Mat picture) {
                try (BytePointer bytes = new BytePointer()) {
                    imencode(".jpg", picture, bytes);
                    return new Mat(1, (int) bytes.limit(), CV_8UC1, bytes).clone();
                }
            }

            @Override
            void decode(Mat bytes, Mat image) {
                imdecode(bytes, IMREAD_COLOR, image);
            }
        };

        abstract Mat encode(Mat picture);

        abstract void decode(Mat bytes, Mat image);
    }

    private final Format format;
    private final IntToDoubleFunction fps;
    private final IntConsumer onRetrieved;
    private final Mat[] pictures;
    private int number;
    private long due = System.nanoTime();

    /**
     * @param fps the rate at which a picture comes, by its number
     * @param onRetrieved gets the number of each picture, from 1, once its pixels are there
     */
    TurnsCamera(Path person, Format format, IntToDoubleFunction fps, IntConsumer onRetrieved) {
        this.format = format;
        this.fps = fps;
        this.onRetrieved = onRetrieved;
        try (Mat photo = imread(person.toString());
                Mat nobody = new Mat(HEIGHT, WIDTH, CV_8UC3, Scalar.all(90));
                Mat somebody = nobody.clone();
                Mat middle = new Mat(somebody, new Rect((WIDTH - HEIGHT) / 2, 0, HEIGHT, HEIGHT))) {
            if (photo.empty()) {
                throw new SourceException("\"%s\" is no picture".formatted(person));
            }
            resize(photo, middle, new Size(HEIGHT, HEIGHT));
            pictures = new Mat[] {format.encode(nobody), format.encode(somebody)};
        }
    }

    @Override
    public Delivery delivery() {
        return Delivery.LIVE;
    }

    @Override
    public boolean grab() {
        number++;
        due += Math.round(TimeUnit.SECONDS.toNanos(1) / fps.applyAsDouble(number));
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean retrieve(Mat image) {
        format.decode(pictures[number % 2], image);
        onRetrieved.accept(number);
        return true;
    }

    @Override
    public void close() {
        for (Mat picture : pictures) {
            picture.close();
        }
    }
}
