package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Input;

/**
 * Where a frame lies in the model's input: resized to {@code width × height} pixels, its upper left corner at
 * {@code left, top}; the rest of the input is padding. Made once for a frame size.
 *
 * @param frameWidth width of the captured frame in pixels
 * @param frameHeight height of the captured frame in pixels
 * @param left column of the input at which the resized frame begins
 * @param top row of the input at which the resized frame begins
 * @param width width of the resized frame, at least 1, at most the input's
 * @param height height of the resized frame, at least 1, at most the input's
 */
record Letterbox(int frameWidth, int frameHeight, int left, int top, int width, int height) {

    /** Plans the place of a frame of at least one pixel as the manifest wants it. */
    static Letterbox plan(Input input, int frameWidth, int frameHeight) {
        return switch (input.fit()) {
            case Fit.Stretch stretch -> new Letterbox(frameWidth, frameHeight, 0, 0, input.width(), input.height());
            case Fit.Letterbox fit -> {
                double scale = Math.min(input.width() / (double) frameWidth, input.height() / (double) frameHeight);
                int width = resized(frameWidth, scale, input.width());
                int height = resized(frameHeight, scale, input.height());
                boolean centred = fit.position() == Fit.Position.CENTRE;
                int left = centred ? (input.width() - width) / 2 : 0;
                int top = centred ? (input.height() - height) / 2 : 0;
                yield new Letterbox(frameWidth, frameHeight, left, top, width, height);
            }
        };
    }

    /** Rounded half up; a frame so slim that nothing would be left of it keeps one pixel. */
    private static int resized(int length, double scale, int limit) {
        return Math.clamp(Math.round(length * scale), 1, limit);
    }

    /** Whether this is the plan for frames of that size. */
    boolean fits(int width, int height) {
        return width == frameWidth && height == frameHeight;
    }

    /** Whether the frame has another size in the input than it was captured with. */
    boolean resizes() {
        return width != frameWidth || height != frameHeight;
    }

    /**
     * Maps a box of the model's input to the frame and cuts it at the frame's edges. By the true ratio of each axis,
     * which rounding to whole pixels makes differ a little from the common scale.
     *
     * @return the box in pixels of the frame; without area when it lies outside
     */
    Box toFrame(float x1, float y1, float x2, float y2) {
        float left = column(x1);
        float top = row(y1);
        return new Box(left, top, column(x2) - left, row(y2) - top);
    }

    private float column(float x) {
        return Math.clamp((x - left) * frameWidth / width, 0f, frameWidth);
    }

    private float row(float y) {
        return Math.clamp((y - top) * frameHeight / height, 0f, frameHeight);
    }
}
