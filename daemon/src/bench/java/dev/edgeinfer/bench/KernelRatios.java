package dev.edgeinfer.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgeinfer.system.Board;
import dev.edgeinfer.system.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Prints what each kernel takes in millionths of one inference of the plain C++ loop of the same run, and guards that.
 *
 * <pre>{@code KernelRatios RUN-LOOP.json JMH.json RECORD.json [--record|--check]}</pre>
 *
 * <p>The record has the ratios of each kind of machine. {@code --record} puts those of this run in the place of what it has
 * of this machine's; {@code --check} exits with 1 when a ratio is more than a tenth above its record, and with 2 when there
 * is none of this kind of machine.
 */
public final class KernelRatios {

    private static final double MOST = 1.1;

    private KernelRatios() {}

    public static void main(String[] args) throws IOException {
        var json = new ObjectMapper();
        double cppNanos = json.readTree(Path.of(args[0]).toFile()).get("cppMs").asDouble() * 1e6;
        Map<String, Double> nanos = nanos(json.readTree(Path.of(args[1]).toFile()));
        Path file = Path.of(args[2]);
        ObjectNode record = Files.exists(file) ? (ObjectNode) json.readTree(file.toFile()) : json.createObjectNode();
        String mode = args.length > 3 ? args[3] : "";
        String kind = kind();
        JsonNode before = record.path(kind);
        int slower = 0;
        System.out.printf(Locale.ROOT, "%-28s %12s %12s %12s%n", "kernel", "ns", "millionths", "recorded");
        for (var each : nanos.entrySet()) {
            double ratio = millionths(each.getValue(), cppNanos);
            JsonNode then = before.path(each.getKey());
            boolean bad = then.isNumber() && ratio > MOST * then.asDouble();
            slower += bad ? 1 : 0;
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %12.1f %12.2f %12s%s%n",
                    each.getKey(),
                    each.getValue(),
                    ratio,
                    then.isNumber() ? String.format(Locale.ROOT, "%.2f", then.asDouble()) : "-",
                    bad ? "  slower" : "");
        }
        if (mode.equals("--record")) {
            ObjectNode ratios = before instanceof ObjectNode kept ? kept : record.putObject(kind);
            nanos.forEach((name, value) -> ratios.put(name, millionths(value, cppNanos)));
            Files.writeString(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n");
            System.out.printf("recorded for %s in %s%n", kind, file);
        } else if (mode.equals("--check")) {
            check(kind, before, slower, file);
        }
    }

    private static void check(String kind, JsonNode before, int slower, Path file) {
        if (before.isMissingNode()) {
            System.err.printf("bench: %s has nothing of this kind of machine, %s; record it with --record%n", file, kind);
            System.exit(2);
        }
        if (slower > 0) {
            System.err.printf("bench: slower than recorded by more than a tenth: %d (see above)%n", slower);
            System.exit(1);
        }
        System.out.println("no kernel is slower than recorded by more than a tenth");
    }

    private static double millionths(double nanos, double cppNanos) {
        return Math.round(nanos / cppNanos * 1e8) / 1e2;
    }

    /** Medians of all iterations, by name. */
    private static Map<String, Double> nanos(JsonNode results) {
        var all = new TreeMap<String, Double>();
        for (JsonNode result : results) {
            String name = result.get("benchmark").asText().replaceAll(".*\\.(\\w+)Benchmark\\.(\\w+)", "$1.$2");
            String parameters = StreamSupport.stream(result.path("params").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(","));
            double[] iterations = StreamSupport.stream(
                            result.at("/primaryMetric/rawData").spliterator(), false)
                    .flatMap(fork -> StreamSupport.stream(fork.spliterator(), false))
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
            Arrays.sort(iterations);
            all.put(parameters.isEmpty() ? name : name + " " + parameters, iterations[iterations.length / 2]);
        }
        return all;
    }

    /** Processor, architecture and number of processors: what ratios hang on. */
    private static String kind() {
        var board = new Board(Path.of("/"));
        var machine = Machine.current();
        String processor = board.processor().or(board::model).orElse("unknown processor");
        return "%s, %s, %d processors".formatted(processor, machine.architecture(), machine.processors());
    }
}
