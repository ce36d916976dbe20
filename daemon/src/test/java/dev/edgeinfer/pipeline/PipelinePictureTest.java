package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.PictureConfig;
import dev.edgeinfer.config.PictureConfig.Rotation;
import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.config.Region;
import dev.edgeinfer.detect.Box;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What the detector is shown of a picture of 8 × 6 pixels, and where its boxes lie. */
class PipelinePictureTest extends PipelineOnFakeSources {

    private static final Polygon LEFT_HALF =
            new Polygon(List.of(new Point(0, 0), new Point(0.49, 0), new Point(0.49, 1), new Point(0, 1)));

    @Test
    void theDetectorSeesBlackWhereTheMaskIs() {
        camera("porch", Delivery.ON_DEMAND).picture(200).picture(100);
        start(with(new PictureConfig(
                Rotation.NONE, Optional.empty(), Optional.empty(), List.of(LEFT_HALF), Optional.empty())));
        await().until(() -> seen.size() == 2);

        assertEquals(0, firstByteSeen(0), "the first pixel is in the left half");
        assertEquals(0, firstByteSeen(1));
        List<Integer> row = pipeline.latest()
                .withLatest(
                        "porch",
                        (frame, _) -> List.of(
                                frame.image().ptr(5, 0).get() & 0xff,
                                frame.image().ptr(5, 3).get() & 0xff,
                                frame.image().ptr(5, 4).get() & 0xff))
                .orElseThrow();
        assertEquals(List.of(0, 0, 100), row);
    }

    @Test
    void boxesArePixelsOfTheRotatedAndCroppedPicture() {
        camera("porch", Delivery.ON_DEMAND).picture(200);
        var upperHalf = Optional.of(new Region(0, 0, 1, 0.5));
        start(with(new PictureConfig(Rotation.QUARTER, Optional.empty(), upperHalf, List.of(), Optional.empty())));
        await().until(() -> seen.size() == 1);

        assertEquals("6x4", seen.getFirst().width() + "x" + seen.getFirst().height());
        assertEquals(
                new Box(0, 0, 6, 4), seen.getFirst().detections().getFirst().box());
    }

    @Test
    void boxesFoundInTheRegionArePixelsOfTheWholePicture() {
        camera("porch", Delivery.ON_DEMAND).picture(200).picture(100);
        var rightBottom = Optional.of(new Region(0.5, 0.5, 0.5, 0.5));
        start(with(
                new PictureConfig(Rotation.NONE, Optional.empty(), Optional.empty(), List.of(LEFT_HALF), rightBottom)));
        await().until(() -> seen.size() == 2);

        for (int i = 0; i < 2; i++) {
            assertEquals("8x6", seen.get(i).width() + "x" + seen.get(i).height());
            assertEquals(
                    new Box(4, 3, 4, 3), seen.get(i).detections().getFirst().box());
        }
        assertEquals(List.of(200, 100), List.of(firstByteSeen(0), firstByteSeen(1)), "the first pixel of the region");
    }

    private int firstByteSeen(int picture) {
        return seen.get(picture).detections().getFirst().labelId();
    }

    private static CameraConfig with(PictureConfig picture) {
        return new CameraConfig("porch", config("porch"), OptionalDouble.empty()).withPicture(picture);
    }
}
