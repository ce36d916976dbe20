package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.Frame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries detection frames from the inference loop to whoever wants them. A slow or failing subscriber costs neither
 * the loop nor another subscriber a frame. Any thread may subscribe and close at any time.
 */
public final class DetectionBus implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DetectionBus.class);

    private final List<Guarded> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> stillListeners = new CopyOnWriteArrayList<>();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /**
     * Hands the subscriber frames on a thread of its own, one at a time, in order for each camera.
     *
     * @param name what logs and metrics call it
     */
    public Subscription subscribe(String name, Backlog backlog, Consumer<DetectionFrame> subscriber) {
        Subscription subscription = new Subscription(name, backlog, subscriber, subscriptions::remove);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Calls the listener on the inference thread, with the pixels. */
    public void listen(FrameListener listener) {
        listeners.add(new Guarded(listener));
    }

    /**
     * Calls the listener on the inference thread with the name of a camera whose newest frame was not detected, because
     * nothing moves in it: the camera is well, and what was seen in its last detection frame still stands. Must return at
     * once and not throw.
     */
    public void onStill(Consumer<String> listener) {
        stillListeners.add(listener);
    }

    /** The subscribers there are, for metrics; immutable. */
    public List<Subscription> subscriptions() {
        return List.copyOf(subscriptions);
    }

    /** Ends every subscription. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        listeners.clear();
        stillListeners.clear();
    }

    void still(String camera) {
        for (Consumer<String> listener : stillListeners) {
            listener.accept(camera);
        }
    }

    /** @param frame held by the caller for the length of the call */
    void publish(Frame frame, DetectionFrame detections) {
        for (Guarded listener : listeners) {
            listener.onFrame(frame, detections);
        }
        for (Subscription subscription : subscriptions) {
            subscription.offer(detections);
        }
    }

    /** A listener whose failures end here; used by the inference thread only. */
    private static final class Guarded implements FrameListener {

        private final FrameListener listener;
        private boolean failed;

        private Guarded(FrameListener listener) {
            this.listener = listener;
        }

        @Override
        public void onFrame(Frame frame, DetectionFrame detections) {
            try {
                listener.onFrame(frame, detections);
            } catch (RuntimeException e) {
                if (!failed) {
                    LOG.error("a listener failed on camera \"{}\"; it is called again", detections.camera(), e);
                }
                failed = true;
            }
        }
    }
}
