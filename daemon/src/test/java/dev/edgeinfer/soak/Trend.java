package dev.edgeinfer.soak;

import java.util.List;

/** The straight line through values at equal distances that lies closest to them, by least squares. */
final class Trend {

    private Trend() {}

    /** How much the line rises from the first value to the last; one that swings and comes back does not rise. */
    static double rise(List<Double> values) {
        int count = values.size();
        double middle = (count - 1) / 2.0;
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double products = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            products += (i - middle) * (values.get(i) - mean);
            squares += (i - middle) * (i - middle);
        }
        return squares == 0 ? 0 : products / squares * (count - 1);
    }
}
