package dev.edgeinfer.config;

import java.util.List;
import java.util.Optional;

/**
 * What is done to a camera's pictures before anybody sees them, in this order: rotate, flip, crop, mask. Places are told
 * in the picture that the steps before have left: the crop in the upright one, mask and region in the cropped one.
 *
 * @param rotation none by default
 * @param flip mirrors the rotated picture; empty: it is not mirrored
 * @param crop the part that is kept; empty: all
 * @param mask areas that are black for everybody; none by default
 * @param region the part that the detector looks at, while snapshots show all; empty: all
 */
public record PictureConfig(
        Rotation rotation, Optional<Flip> flip, Optional<Region> crop, List<Polygon> mask, Optional<Region> region) {

    /** Pictures as the source gives them. */
    public static final PictureConfig UNCHANGED =
            new PictureConfig(Rotation.NONE, Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    /** Clockwise. */
    public enum Rotation {
        NONE(0),
        QUARTER(90),
        HALF(180),
        THREE_QUARTERS(270);

        private final int degrees;

        Rotation(int degrees) {
            this.degrees = degrees;
        }

        public int degrees() {
            return degrees;
        }
    }

    /** What a mirror does. */
    public enum Flip {
        /** Left becomes right. */
        HORIZONTAL,
        /** Up becomes down. */
        VERTICAL
    }

    public PictureConfig {
        mask = List.copyOf(mask);
    }

    /** Whether the picture that is published is the one that the source gives. */
    public boolean keepsPixels() {
        return rotation == Rotation.NONE && flip.isEmpty() && crop.isEmpty() && mask.isEmpty();
    }
}
