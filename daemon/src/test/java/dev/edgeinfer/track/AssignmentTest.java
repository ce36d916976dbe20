package dev.edgeinfer.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jgrapht.alg.matching.KuhnMunkresMinimalWeightBipartitePerfectMatching;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private final Assignment assignment = new Assignment();

    @Test
    void theSumOfAllCountsNotTheBestPair() {
        // Whoever takes the best pair first is left with 0.9 + 0.
        assertArrayEquals(new int[] {1, 0}, solve(2, 2, 0.9, 0.8, 0.8, 0));
    }

    @Test
    void aPairOfWeightZeroIsNone() {
        assertArrayEquals(new int[] {Assignment.NONE, 0}, solve(2, 1, 0, 0.3));
        assertArrayEquals(new int[] {Assignment.NONE, Assignment.NONE}, solve(2, 2, 0, 0, 0, 0));
    }

    @Test
    void nothingIsPairedWithNothing() {
        assertArrayEquals(new int[] {}, solve(0, 0));
        assertArrayEquals(new int[] {}, solve(0, 3));
        assertArrayEquals(new int[] {Assignment.NONE}, solve(1, 0));
    }

    @Test
    void itFindsTheSumThatTheLibraryFinds() {
        var random = new Random(7);
        for (int run = 0; run < 400; run++) {
            int rows = 1 + random.nextInt(12);
            int columns = 1 + random.nextInt(12);
            double density = random.nextDouble();
            double[] weights = IntStream.range(0, rows * columns)
                    .mapToDouble(i -> random.nextDouble() < density ? 0.01 + random.nextDouble() : 0)
                    .toArray();

            int[] pairs = solve(rows, columns, weights);

            assertEquals(sumOfLibrary(rows, columns, weights), sum(columns, weights, pairs), 1e-9);
            int[] used = IntStream.of(pairs).filter(column -> column >= 0).toArray();
            assertEquals(used.length, IntStream.of(used).distinct().count(), "a column is given once");
        }
    }

    @Test
    void manyRivalsArePairedAsWell() {
        var random = new Random(8);
        int count = 60;
        double[] weights =
                random.doubles((long) count * count).map(value -> 0.01 + value).toArray();

        int[] pairs = solve(count, count, weights);

        assertEquals(sumOfLibrary(count, count, weights), sum(count, weights, pairs), 1e-9);
        assertTrue(IntStream.of(pairs).allMatch(column -> column >= 0));
    }

    private int[] solve(int rows, int columns, double... weights) {
        assignment.solve(weights, rows, columns);
        return IntStream.range(0, rows).map(assignment::column).toArray();
    }

    private static double sum(int columns, double[] weights, int[] pairs) {
        return IntStream.range(0, pairs.length)
                .filter(row -> pairs[row] >= 0)
                .mapToDouble(row -> weights[row * columns + pairs[row]])
                .sum();
    }

    /** A pair that does not exist costs nothing, so that the perfect matching it wants is there. */
    private static double sumOfLibrary(int rows, int columns, double[] weights) {
        int size = Math.max(rows, columns);
        var graph = new SimpleWeightedGraph<Integer, DefaultWeightedEdge>(DefaultWeightedEdge.class);
        Set<Integer> left = new LinkedHashSet<>(IntStream.range(0, size).boxed().toList());
        Set<Integer> right =
                new LinkedHashSet<>(IntStream.range(size, 2 * size).boxed().toList());
        left.forEach(graph::addVertex);
        right.forEach(graph::addVertex);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double weight = row < rows && column < columns ? weights[row * columns + column] : 0;
                graph.setEdgeWeight(graph.addEdge(row, size + column), -weight);
            }
        }
        return -new KuhnMunkresMinimalWeightBipartitePerfectMatching<>(graph, left, right)
                .getMatching()
                .getWeight();
    }
}
