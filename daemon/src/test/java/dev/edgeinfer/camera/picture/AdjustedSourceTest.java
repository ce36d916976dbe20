package dev.edgeinfer.camera.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.ForwardingSource;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.PictureConfig;
import dev.edgeinfer.config.PictureConfig.Flip;
import dev.edgeinfer.config.PictureConfig.Rotation;
import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.config.Region;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pictures that come out of a source whose pictures are numbered pixel by pixel. */
class AdjustedSourceTest {

    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;

    private final NumberedSource source = new NumberedSource();
    private final Mat image = new Mat();

    @AfterEach
    void freePicture() {
        image.close();
    }

    static Stream<PictureConfig> everyTurnMirrorAndCrop() {
        List<Optional<Region>> crops = List.of(
                Optional.empty(), Optional.of(new Region(0.2, 0.4, 0.5, 0.4)), Optional.of(new Region(0.9, 0, 0.1, 1)));
        return Stream.of(Rotation.values()).flatMap(rotation -> Stream.of(
                        Optional.<Flip>empty(), Optional.of(Flip.HORIZONTAL), Optional.of(Flip.VERTICAL))
                .flatMap(flip -> crops.stream()
                        .map(crop -> new PictureConfig(rotation, flip, crop, List.of(), Optional.empty()))));
    }

    @ParameterizedTest
    @MethodSource("everyTurnMirrorAndCrop")
    void picturesAreRotatedThenFlippedThenCropped(PictureConfig picture) {
        FrameSource adjusted = AdjustedSource.of(source, picture);

        for (int pass = 0; pass < 3; pass++) {
            assertTrue(adjusted.retrieve(image));
            assertArrayEquals(expected(picture), numbers(image), "pass " + pass);
        }
    }

    @ParameterizedTest
    @MethodSource("everyTurnMirrorAndCrop")
    void theMemoryOfAPictureIsUsedAgain(PictureConfig picture) {
        FrameSource adjusted = AdjustedSource.of(source, picture);
        adjusted.retrieve(image);
        long address = image.datastart().address();

        for (int pass = 0; pass < 3; pass++) {
            adjusted.retrieve(image);
            assertEquals(address, image.datastart().address());
        }
    }

    @ParameterizedTest
    @MethodSource("everyTurnMirrorAndCrop")
    void anotherSizeIsFollowed(PictureConfig picture) {
        FrameSource adjusted = AdjustedSource.of(source, picture);
        for (int size = 1; size < 12; size++) {
            source.width = size;
            source.height = 13 - size;
            adjusted.retrieve(image);
            assertArrayEquals(expected(picture), numbers(image), size + " wide");
        }
    }

    @Test
    void hiddenPixelsAreBlackAndTheOthersAsTheyWere() {
        source.width = 100;
        source.height = 100;
        // A square, a triangle that overlaps it, and a line along the lower edge that is thinner than a pixel.
        PictureConfig picture = masked(List.of(
                polygon(0.10, 0.10, 0.30, 0.10, 0.30, 0.30, 0.10, 0.30),
                polygon(0.20, 0.20, 0.60, 0.20, 0.20, 0.60),
                polygon(0, 0.999, 1, 0.999, 1, 1)));
        FrameSource adjusted = AdjustedSource.of(source, picture);
        adjusted.retrieve(image);

        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 100; x++) {
                boolean square = x >= 10 && x <= 30 && y >= 10 && y <= 30;
                boolean triangle = x >= 20 && y >= 20 && x + y <= 80;
                boolean hidden = square || triangle || y == 99;
                assertEquals(hidden ? 0 : source.number(x, y), number(image, x, y), x + "," + y);
            }
        }
    }

    @Test
    void aMaskLiesInThePictureThatIsShown() {
        source.width = 40;
        source.height = 20;
        var crop = Optional.of(new Region(0.5, 0, 0.5, 1));
        List<Polygon> upperLeft = List.of(polygon(0, 0, 0.45, 0, 0.45, 0.45, 0, 0.45));
        var picture = new PictureConfig(Rotation.QUARTER, Optional.empty(), crop, upperLeft, Optional.empty());
        AdjustedSource.of(source, picture).retrieve(image);

        int[][] shown = expected(picture);
        assertEquals(10, image.cols());
        assertEquals(40, image.rows());
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 10; x++) {
                boolean hidden = x <= 4 && y <= 18;
                assertEquals(hidden ? 0 : shown[y][x], number(image, x, y), x + "," + y);
            }
        }
    }

    @Test
    void theMaskOfAnotherSizeIsDrawnAnew() {
        FrameSource adjusted = AdjustedSource.of(source, masked(List.of(polygon(0, 0, 1, 0, 1, 0.49, 0, 0.49))));
        for (int size : new int[] {20, 64, 20, 9}) {
            source.width = size;
            source.height = size;
            adjusted.retrieve(image);
            for (int y = 0; y < size; y++) {
                boolean hidden = y <= (int) (0.49 * size);
                assertEquals(hidden ? 0 : source.number(3, y), number(image, 3, y), "row " + y + " of " + size);
            }
        }
    }

    @Test
    void aPictureThatCannotBeDecodedIsNoPicture() {
        FrameSource adjusted = AdjustedSource.of(source, masked(List.of(polygon(0, 0, 1, 0, 1, 1))));
        source.decodable = false;

        assertFalse(adjusted.retrieve(image));
    }

    @Test
    void aSourceWhosePicturesAreNotChangedIsLeftAlone() {
        assertSame(source, AdjustedSource.of(source, PictureConfig.UNCHANGED));
        var region = Optional.of(new Region(0, 0, 0.5, 0.5));
        var regionOnly = new PictureConfig(Rotation.NONE, Optional.empty(), Optional.empty(), List.of(), region);
        assertSame(source, AdjustedSource.of(source, regionOnly));
        assertNotSame(source, AdjustedSource.of(source, masked(List.of(polygon(0, 0, 1, 0, 1, 1)))));
    }

    @Test
    void everyMethodOfASourceIsPassedOn() {
        List<String> own = Stream.of(
                        AdjustedSource.class.getDeclaredMethods(), ForwardingSource.class.getDeclaredMethods())
                .flatMap(Stream::of)
                .map(method -> method.getName() + Arrays.toString(method.getParameterTypes()))
                .toList();
        for (var method : FrameSource.class.getMethods()) {
            assertTrue(own.contains(method.getName() + Arrays.toString(method.getParameterTypes())), method.getName());
        }
    }

    private static PictureConfig masked(List<Polygon> areas) {
        return new PictureConfig(Rotation.NONE, Optional.empty(), Optional.empty(), areas, Optional.empty());
    }

    private static Polygon polygon(double... xy) {
        return new Polygon(Stream.iterate(0, i -> i + 2)
                .limit(xy.length / 2)
                .map(i -> new Point(xy[i], xy[i + 1]))
                .toList());
    }

    /** What is to come out, pixel by pixel, by the words of the documentation. */
    private int[][] expected(PictureConfig picture) {
        int[][] pixels = new int[source.height][source.width];
        for (int y = 0; y < source.height; y++) {
            for (int x = 0; x < source.width; x++) {
                pixels[y][x] = source.number(x, y);
            }
        }
        for (int turned = 0; turned < picture.rotation().degrees(); turned += 90) {
            pixels = clockwise(pixels);
        }
        if (picture.flip().isPresent()) {
            pixels = mirrored(pixels, picture.flip().get());
        }
        return picture.crop().isEmpty() ? pixels : part(pixels, picture.crop().get());
    }

    private static int[][] clockwise(int[][] pixels) {
        int[][] turned = new int[pixels[0].length][pixels.length];
        for (int y = 0; y < pixels.length; y++) {
            for (int x = 0; x < pixels[0].length; x++) {
                turned[x][pixels.length - 1 - y] = pixels[y][x];
            }
        }
        return turned;
    }

    private static int[][] mirrored(int[][] pixels, Flip flip) {
        int[][] mirrored = new int[pixels.length][pixels[0].length];
        for (int y = 0; y < pixels.length; y++) {
            for (int x = 0; x < pixels[0].length; x++) {
                int fromY = flip == Flip.VERTICAL ? pixels.length - 1 - y : y;
                int fromX = flip == Flip.HORIZONTAL ? pixels[0].length - 1 - x : x;
                mirrored[y][x] = pixels[fromY][fromX];
            }
        }
        return mirrored;
    }

    private static int[][] part(int[][] pixels, Region crop) {
        int left = Math.min((int) Math.round(crop.x() * pixels[0].length), pixels[0].length - 1);
        int top = Math.min((int) Math.round(crop.y() * pixels.length), pixels.length - 1);
        int right = Math.max((int) Math.round((crop.x() + crop.width()) * pixels[0].length), left + 1);
        int bottom = Math.max((int) Math.round((crop.y() + crop.height()) * pixels.length), top + 1);
        return Arrays.stream(pixels, top, bottom)
                .map(row -> Arrays.copyOfRange(row, left, right))
                .toArray(int[][]::new);
    }

    private static int[][] numbers(Mat image) {
        int[][] numbers = new int[image.rows()][image.cols()];
        for (int y = 0; y < image.rows(); y++) {
            for (int x = 0; x < image.cols(); x++) {
                numbers[y][x] = number(image, x, y);
            }
        }
        return numbers;
    }

    private static int number(Mat image, int x, int y) {
        var pixel = image.ptr(y, x);
        return (pixel.get(0) & 0xff) << 16 | (pixel.get(1) & 0xff) << 8 | pixel.get(2) & 0xff;
    }

    /** Gives pictures in which every pixel has a number of its own, none of them black. */
    private static final class NumberedSource implements FrameSource {

        private int width = WIDTH;
        private int height = HEIGHT;
        private boolean decodable = true;

        int number(int x, int y) {
            return 0x010101 + (y << 8 | x);
        }

        @Override
        public Delivery delivery() {
            return Delivery.LIVE;
        }

        @Override
        public boolean grab() {
            return true;
        }

        @Override
        public boolean retrieve(Mat image) {
            image.create(height, width, CV_8UC3);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int number = number(x, y);
                    image.ptr(y, x)
                            .put(0, (byte) (number >> 16))
                            .put(1, (byte) (number >> 8))
                            .put(2, (byte) number);
                }
            }
            return decodable;
        }

        @Override
        public void close() {
            // Nothing to free.
        }
    }
}
