package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;

/** Counts the pictures that a source leaves out, wherever they are counted at present. Any thread may add. */
final class DropSink {

    private DropCounters counters = new DropCounters();

    synchronized void add(DropReason reason, long pictures) {
        counters.add(reason, pictures);
    }

    /** Counts there from now on, and what was counted until now as well. */
    synchronized void moveTo(DropCounters target) {
        counters.snapshot().forEach(target::add);
        counters = target;
    }
}
