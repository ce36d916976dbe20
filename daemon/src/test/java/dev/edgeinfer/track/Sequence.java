package dev.edgeinfer.track;

import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A sequence of frames of which the truth is known, as {@code src/test/python/tracking/make.py} writes them. */
record Sequence(String name, List<Frame> frames) {

    static final int WIDTH = 1280;
    static final int HEIGHT = 720;

    private static final Path FOLDER = Path.of("src/test/resources/tracking");

    /**
     * One frame.
     *
     * @param truth what is there, by id
     */
    record Frame(long nanos, Map<Integer, Box> truth, List<Detection> detections) {}

    /** All of them, by name. */
    static List<Sequence> all() {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt") && !name.equals("measures.txt"))
                    .sorted()
                    .map(name -> read(name.replace(".txt", "")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Sequence read(String name) {
        var frames = new ArrayList<Frame>();
        for (String line : lines(name + ".txt")) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "frame" ->
                    frames.add(new Frame(
                            TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[1])),
                            new LinkedHashMap<>(),
                            new ArrayList<>()));
                case "truth" -> frames.getLast().truth().put(Integer.valueOf(words[1]), box(words));
                case "seen" ->
                    frames.getLast()
                            .detections()
                            .add(new Detection("person", 0, Float.parseFloat(words[1]), box(words)));
                default -> throw new IllegalArgumentException(name + ": " + line);
            }
        }
        return new Sequence(name, frames);
    }

    /** What the other tracker made of it. */
    List<Map<Integer, Box>> othersTracks() {
        List<Map<Integer, Box>> tracks = empty();
        for (String line : lines(name + ".tracks")) {
            String[] words = line.split(" ");
            tracks.get(Integer.parseInt(words[0]) - 1).put(Integer.valueOf(words[1]), box(words));
        }
        return tracks;
    }

    /** What our tracker makes of it: the confirmed tracks that are seen, as others give them out too. */
    List<Map<Integer, Box>> ourTracks(TrackingConfig config) {
        var tracker = new Tracker(config);
        List<Map<Integer, Box>> tracks = empty();
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            for (Track track : tracker.update(frame.nanos(), WIDTH, HEIGHT, frame.detections())
                    .tracks()) {
                if (track.state() == TrackState.ACTIVE) {
                    tracks.get(i).put((int) track.id(), track.box());
                }
            }
        }
        return tracks;
    }

    /** Writes tracks as the script reads them. */
    void write(Path folder, List<Map<Integer, Box>> tracks) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(name + ".tracks"),
                IntStream.range(0, tracks.size())
                        .boxed()
                        .flatMap(i -> tracks.get(i).entrySet().stream().map(entry -> {
                            Box box = entry.getValue();
                            return "%d %d %.0f %.0f %.0f %.0f"
                                    .formatted(i + 1, entry.getKey(), box.x(), box.y(), box.width(), box.height());
                        }))
                        .toList());
    }

    /** What the public measure says of another tracker's result. */
    MotMeasure othersMeasure(String tracker) {
        String begin = name + " " + tracker + " ";
        double[] values = lines("measures.txt").stream()
                .filter(line -> line.startsWith(begin))
                .flatMap(line -> Stream.of(line.substring(begin.length()).split(" ")))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new MotMeasure(values[0], values[1], (int) values[2], (int) values[3], (int) values[4]);
    }

    private List<Map<Integer, Box>> empty() {
        return frames.stream()
                .<Map<Integer, Box>>map(frame -> new LinkedHashMap<>())
                .toList();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Box box(String[] words) {
        return new Box(
                Float.parseFloat(words[2]),
                Float.parseFloat(words[3]),
                Float.parseFloat(words[4]),
                Float.parseFloat(words[5]));
    }
}
