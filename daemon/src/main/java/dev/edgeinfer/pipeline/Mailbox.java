package dev.edgeinfer.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;

/** The frames that wait for one subscriber; bounded, so that a slow subscriber costs memory and the loop nothing. */
final class Mailbox {

    private final Backlog backlog;
    private final int capacity;
    private final Deque<DetectionFrame> waiting = new ArrayDeque<>();
    private long dropped;

    Mailbox(Backlog backlog, int capacity) {
        this.backlog = backlog;
        this.capacity = capacity;
    }

    /** Puts a frame in, in the place of an older one where need be; never waits for the subscriber. */
    synchronized void offer(DetectionFrame frame) {
        if (backlog == Backlog.LATEST
                && waiting.removeIf(older -> older.camera().equals(frame.camera()))) {
            dropped++;
        }
        if (waiting.size() == capacity) {
            waiting.removeFirst();
            dropped++;
        }
        waiting.addLast(frame);
        notifyAll();
    }

    synchronized DetectionFrame take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.removeFirst();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized long dropped() {
        return dropped;
    }
}
