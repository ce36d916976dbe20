package dev.edgeinfer.config;

import dev.edgeinfer.config.PictureConfig.Flip;
import dev.edgeinfer.config.PictureConfig.Rotation;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code rotate}, {@code flip}, {@code crop}, {@code mask} and {@code region} of a camera. */
final class PictureReader {

    /** Rows and columns of the grid on which it is seen whether a mask leaves anything free. */
    private static final int GRID = 100;

    /** What 0.1 + 0.9 may exceed 1 by. */
    private static final double ROUNDING = 1e-9;

    private PictureReader() {}

    static PictureConfig read(YamlMap camera) {
        Rotation rotation = rotation(camera.get("rotate"));
        Optional<Flip> flip = camera.get("flip").choice(Flip.class);
        Optional<Region> crop = region(camera.get("crop"));
        YamlValue maskValue = camera.get("mask");
        List<Polygon> mask = maskValue.list(PolygonReader::read).orElse(List.of());
        Optional<Region> region = region(camera.get("region"));
        if (hides(mask, region.orElse(Region.WHOLE))) {
            maskValue.problem(
                    "hides all that the detector would look at", "leave a part of it free, or remove the camera");
        }
        return new PictureConfig(rotation, flip, crop, mask, region);
    }

    private static Rotation rotation(YamlValue value) {
        Optional<Integer> written = value.integer(0, 270);
        Optional<Rotation> rotation = written.flatMap(degrees -> Stream.of(Rotation.values())
                .filter(turn -> turn.degrees() == degrees)
                .findFirst());
        if (written.isPresent() && rotation.isEmpty()) {
            value.problem("is not a quarter turn", "write 90, 180 or 270, in degrees clockwise");
        }
        return rotation.orElse(Rotation.NONE);
    }

    private static Optional<Region> region(YamlValue value) {
        Optional<List<Double>> numbers = value.list(number -> number.decimal(0, 1));
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        List<Double> edges = numbers.get();
        if (edges.size() != 4) {
            value.problem(
                    "has %d numbers".formatted(edges.size()),
                    "write [x, y, width, height] in parts of the picture, such as [0.25, 0, 0.5, 1]");
            return Optional.empty();
        }
        var region = new Region(edges.get(0), edges.get(1), edges.get(2), edges.get(3));
        if (region.width() <= 0 || region.height() <= 0) {
            value.problem("is empty", "give it a width and a height above 0");
            return Optional.empty();
        }
        if (region.x() + region.width() > 1 + ROUNDING || region.y() + region.height() > 1 + ROUNDING) {
            value.problem(
                    "reaches out of the picture",
                    "x + width and y + height are 1 at most; the third and fourth number are width and height, not a corner");
            return Optional.empty();
        }
        return Optional.of(region);
    }

    private static boolean hides(List<Polygon> mask, Region region) {
        for (int row = 0; row < GRID; row++) {
            for (int column = 0; column < GRID; column++) {
                double x = region.x() + region.width() * (column + 0.5) / GRID;
                double y = region.y() + region.height() * (row + 0.5) / GRID;
                if (mask.stream().noneMatch(polygon -> polygon.contains(x, y))) {
                    return false;
                }
            }
        }
        return true;
    }
}
