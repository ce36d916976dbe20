package dev.edgeinfer.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.edgeinfer.model.ModelManifest.Colour;
import dev.edgeinfer.model.ModelManifest.Input;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * {@code [1, H, W, 3]}: the colours of a pixel side by side. A byte has 256 values, so a mean and a standard deviation
 * of its own for each colour cost one pass through a table; bytes take the same way, as the table of themselves.
 */
final class InterleavedInput implements InputTensor {

    private static final int CHANNELS = 3;
    private static final int BYTE_VALUES = 256;

    private final Input input;
    private final Mat picture;
    private final Mat table;

    InterleavedInput(Input input, ByteBuffer buffer) {
        this.input = input;
        // A half is moved as the 16 bits that the table holds.
        int depth =
                switch (input.dtype()) {
                    case UINT8 -> CV_8U;
                    case FLOAT16 -> CV_16U;
                    case FLOAT32 -> CV_32F;
                };
        int type = CV_MAKETYPE(depth, CHANNELS);
        picture = new Mat(input.height(), input.width(), type, new BytePointer(buffer.slice()));
        table = new Mat(1, BYTE_VALUES, type);
        fillTable();
    }

    @Override
    public View view(Rect region) {
        return new TableView(new Mat(picture, region));
    }

    @Override
    public void close() {
        picture.close();
        table.close();
    }

    private void fillTable() {
        ByteBuffer values = table.data()
                .capacity(BYTE_VALUES * table.elemSize())
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
        for (int pixel = 0; pixel < BYTE_VALUES; pixel++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                float value = (float)
                        ((pixel - input.mean().get(channel)) / input.std().get(channel));
                switch (input.dtype()) {
                    case UINT8 -> values.put((byte) pixel);
                    case FLOAT16 -> values.putShort(Float.floatToFloat16(value));
                    case FLOAT32 -> values.putFloat(value);
                }
            }
        }
    }

    private final class TableView implements View {

        private final Mat target;
        private final Mat swapped = new Mat();

        TableView(Mat target) {
            this.target = target;
        }

        @Override
        public void write(Mat bgr) {
            Mat pixels = bgr;
            if (input.colour() == Colour.RGB) {
                cvtColor(bgr, swapped, COLOR_BGR2RGB);
                pixels = swapped;
            }
            LUT(pixels, table, target);
        }

        @Override
        public void close() {
            target.close();
            swapped.close();
        }
    }
}
