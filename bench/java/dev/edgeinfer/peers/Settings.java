package dev.edgeinfer.peers;

/**
 * What a contestant is started with.
 *
 * @param bundle directory whose manifest says how the network is fed and read
 * @param model file that the runtime loads
 * @param precision {@code fp32} or {@code fast}
 * @param minScore boxes of less are dropped, 0..1
 * @param iou overlap above which the lower-scored of two boxes is dropped, 0..1
 * @param nms {@code class-wise} or {@code class-agnostic}
 */
record Settings(
        String bundle,
        String model,
        String precision,
        int threads,
        double minScore,
        double iou,
        String nms,
        int maxDetections) {}
