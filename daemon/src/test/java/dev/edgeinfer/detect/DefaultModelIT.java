package dev.edgeinfer.detect;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundled model on real photos, with the options that it advises. */
class DefaultModelIT {

    private static ModelDetector detector;

    @BeforeAll
    static void load() {
        // Tests run in the directory of their module.
        var model = ModelLoader.load(ModelBundle.open("nanodet-g", Path.of("../models")), 1);
        detector = new ModelDetector(model, DetectorOptions.of(model.manifest()));
    }

    @AfterAll
    static void close() {
        detector.close();
    }

    private static Mat photo(String name) throws URISyntaxException {
        Path file = Path.of(DefaultModelIT.class.getResource("/images/" + name).toURI());
        return imread(file.toString(), IMREAD_COLOR);
    }

    @ParameterizedTest
    @CsvSource({"astronaut.jpg, person", "chelsea.jpg, cat", "motorcycle.jpg, motorcycle"})
    void findsWhatAPhotoShows(String name, String label) throws URISyntaxException {
        try (var photo = photo(name)) {
            Detection best = detector.detect(photo).detections().getFirst();

            assertEquals(label, best.label());
            assertTrue(best.score() >= 0.5, best::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "2, 2", "1.5, 1.5"})
    void theBoxGrowsWithThePhoto(double scaleX, double scaleY) throws URISyntaxException {
        try (var photo = photo("astronaut.jpg");
                var scaled = new Mat();
                var size = new Size((int) (photo.cols() * scaleX), (int) (photo.rows() * scaleY))) {
            opencv_imgproc.resize(photo, scaled, size, 0, 0, opencv_imgproc.INTER_AREA);
            Box box = detector.detect(photo).detections().getFirst().box();
            Box grown = detector.detect(scaled).detections().getFirst().box();

            double tolerance = 0.04 * photo.cols();
            assertEquals(box.x(), grown.x() / scaleX, tolerance);
            assertEquals(box.y(), grown.y() / scaleY, tolerance);
            assertEquals(box.width(), grown.width() / scaleX, tolerance);
            assertEquals(box.height(), grown.height() / scaleY, tolerance);
        }
    }
}
