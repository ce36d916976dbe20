package dev.edgeinfer.track;

/**
 * Kalman filter of one coordinate of a box: its position in pixels and its velocity in pixels a second, which is
 * constant but for noise.
 *
 * <p>The standard deviations are those of DeepSORT (Wojke et al., 2017), which ByteTrack took over: for each frame of a
 * video of 30 fps a twentieth of the object's size in position and in what is measured, and a 160th of its size a frame
 * in velocity. Frames come at any rate here, so the variances grow with time, and equal theirs after 1/30 s.
 *
 * <p>In those papers one filter has all eight states, but with these noises no coordinate of a box depends on another:
 * four filters of two states compute the same.
 */
final class AxisFilter {

    private static final double FRAMES_PER_SECOND = 30;
    private static final double POSITION_DEVIATION = 1.0 / 20;
    private static final double VELOCITY_DEVIATION = FRAMES_PER_SECOND / 160;

    private double position;
    private double velocity;
    private double positionVariance;
    private double covariance;
    private double velocityVariance;

    /** @param size extent of the object along this axis in pixels, above 0 */
    AxisFilter(double position, double size) {
        this.position = position;
        positionVariance = square(2 * POSITION_DEVIATION * size);
        velocityVariance = square(10 * VELOCITY_DEVIATION * size);
    }

    void predict(double seconds, double size) {
        position += seconds * velocity;
        positionVariance += seconds * (2 * covariance + seconds * velocityVariance)
                + seconds * FRAMES_PER_SECOND * square(POSITION_DEVIATION * size);
        covariance += seconds * velocityVariance;
        velocityVariance += seconds * FRAMES_PER_SECOND * square(VELOCITY_DEVIATION * size);
    }

    void correct(double measured, double size) {
        double innovationVariance = positionVariance + square(POSITION_DEVIATION * size);
        double positionGain = positionVariance / innovationVariance;
        double velocityGain = covariance / innovationVariance;
        double innovation = measured - position;
        position += positionGain * innovation;
        velocity += velocityGain * innovation;
        velocityVariance -= velocityGain * covariance;
        covariance *= 1 - positionGain;
        positionVariance *= 1 - positionGain;
    }

    double position() {
        return position;
    }

    double velocity() {
        return velocity;
    }

    /** Expects it where it is from now on. */
    void stop() {
        velocity = 0;
    }

    private static double square(double value) {
        return value * value;
    }
}
