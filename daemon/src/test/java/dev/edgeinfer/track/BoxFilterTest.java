package dev.edgeinfer.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.detect.Box;
import java.util.Random;
import org.hipparchus.filtering.kalman.Measurement;
import org.hipparchus.filtering.kalman.ProcessEstimate;
import org.hipparchus.filtering.kalman.linear.LinearEvolution;
import org.hipparchus.filtering.kalman.linear.LinearKalmanFilter;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposer;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;

class BoxFilterTest {

    private static final double SIZE = 100;

    @Test
    void anAxisIsTheFilterOfTheLibraryWithTheNoisesOfDeepSort() {
        var random = new Random(3);
        var axis = new AxisFilter(50, SIZE);
        double frame = 1.0 / 30;
        // Noise for each frame of 1/30 s, in the words of DeepSORT: 1/20 and 1/160 of the size.
        RealMatrix noise = diagonal(square(SIZE / 20), square(SIZE / 160 / frame));
        RealMatrix evolution = MatrixUtils.createRealMatrix(new double[][] {{1, frame}, {0, 1}});
        var library = new LinearKalmanFilter<Position>(
                new CholeskyDecomposer(1e-15, 1e-15),
                measurement -> new LinearEvolution(
                        evolution,
                        MatrixUtils.createRealMatrix(2, 1),
                        new ArrayRealVector(1),
                        noise,
                        MatrixUtils.createRealMatrix(new double[][] {{1, 0}})),
                new ProcessEstimate(
                        0,
                        new ArrayRealVector(new double[] {50, 0}),
                        diagonal(square(2 * SIZE / 20), square(10 * SIZE / 160 / frame))));

        for (int i = 1; i <= 60; i++) {
            double measured = 50 + 4 * i + random.nextGaussian();
            axis.predict(frame, SIZE);
            axis.correct(measured, SIZE);
            RealVector state =
                    library.estimationStep(new Position(i * frame, measured)).getState();

            assertEquals(state.getEntry(0), axis.position(), 1e-9 * SIZE);
            assertEquals(state.getEntry(1), axis.velocity(), 1e-9 * SIZE);
        }
    }

    @Test
    void aWalkIsFoundOutAndGoesOn() {
        var filter = new BoxFilter(new Box(0, 100, 40, 100));
        for (int i = 1; i <= 20; i++) {
            filter.predict(0.1);
            filter.correct(new Box(10 * i, 100, 40, 100));
        }

        filter.predict(0.5);

        Box box = filter.box();
        assertEquals(250, box.x(), 3);
        assertEquals(100, box.y(), 1);
        assertEquals(40, box.width(), 1);
        assertEquals(100, box.height(), 1);
    }

    @Test
    void oneLongStepExpectsWhatManyShortOnesDo() {
        var once = new BoxFilter(new Box(0, 0, 40, 100));
        var often = new BoxFilter(new Box(0, 0, 40, 100));
        for (BoxFilter filter : new BoxFilter[] {once, often}) {
            filter.predict(0.1);
            filter.correct(new Box(12, 0, 40, 100));
        }

        once.predict(1);
        for (int i = 0; i < 10; i++) {
            often.predict(0.1);
        }

        assertEquals(often.left(), once.left(), 1e-3);
    }

    @Test
    void aBoxWithoutExtentIsOnePixel() {
        var filter = new BoxFilter(new Box(5, 5, 0, 0));
        filter.predict(0.1);
        filter.correct(new Box(5, 5, 0, 0));

        assertEquals(1, filter.width());
        assertEquals(1, filter.height());
    }

    private static RealMatrix diagonal(double first, double second) {
        return MatrixUtils.createRealDiagonalMatrix(new double[] {first, second});
    }

    private static double square(double value) {
        return value * value;
    }

    /** A measured position. */
    private record Position(double time, double value) implements Measurement {

        @Override
        public double getTime() {
            return time;
        }

        @Override
        public RealVector getValue() {
            return new ArrayRealVector(new double[] {value});
        }

        @Override
        public RealMatrix getCovariance() {
            return MatrixUtils.createRealDiagonalMatrix(new double[] {square(SIZE / 20)});
        }
    }
}
