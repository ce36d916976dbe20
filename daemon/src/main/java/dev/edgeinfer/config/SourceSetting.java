package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.Size;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * What else the configuration says where the URI of a source stands.
 *
 * @param folder where relative paths start
 * @param maxPixels of larger pictures the source takes none
 * @param targetFps how often a second a picture is wanted; empty: as often as there are any
 * @param user for the source, and its password if it has one
 * @param mask leaves secrets out of a text
 */
record SourceSetting(
        Path folder,
        long maxPixels,
        OptionalDouble targetFps,
        Optional<String> user,
        Optional<String> password,
        UnaryOperator<String> mask) {

    /** Whether pictures of a size are not too large; reports it when they are. */
    boolean fits(Size size, UriProblems problems) {
        boolean fits = size.pixels() <= maxPixels;
        if (!fits) {
            problems.accept(
                    "has pictures of %d pixels, more than max-pixels allows, which is %d"
                            .formatted(size.pixels(), maxPixels),
                    "ask for smaller ones, or raise max-pixels of the camera");
        }
        return fits;
    }

    /** A URI that stands alone. */
    static SourceSetting alone(Path folder) {
        return new SourceSetting(
                folder,
                Size.MAX_PIXELS,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                UnaryOperator.identity());
    }
}
