package org.pytorch.executorch;

import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.util.HashSet;
import java.util.Set;

/**
 * The native side of one {@link Module}: its handle, and the methods bound to it. Runs as the cleaning action of a
 * module that nobody closed, so it must not refer to the module. Guarded by the module's lock.
 */
final class NativePeer implements Runnable {

    /**
     * The native side of one {@link BoundMethod}. Keeps its memory alive for as long as the native method may use it.
     */
    static final class Bound {

        private long handle;
        private Arena memory;

        /** The native object's address, 0 once it is closed. */
        long handle() {
            return handle;
        }
    }

    private long module;
    private final Set<Bound> bound = new HashSet<>();

    NativePeer(long module) {
        this.module = module;
    }

    /** The native object's address, 0 once it is closed. */
    long module() {
        return module;
    }

    Bound add(long handle, Arena memory) {
        var added = new Bound();
        bound.add(added);
        added.handle = handle;
        added.memory = memory;
        return added;
    }

    void close(Bound method) {
        if (bound.remove(method)) {
            Natives.unbind(method.handle);
            method.handle = 0;
            Reference.reachabilityFence(method.memory);
            method.memory = null;
        }
    }

    /** Closes the bound methods, then the module; harmless when repeated. */
    @Override
    public void run() {
        Set.copyOf(bound).forEach(this::close);
        if (module != 0) {
            Natives.unload(module);
            module = 0;
        }
    }
}
