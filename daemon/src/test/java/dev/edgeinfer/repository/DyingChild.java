package dev.edgeinfer.repository;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A process that a segmentation fault ends, as a program of which nobody knows what it does might. */
final class DyingChild {

    private DyingChild() {}

    public static void main(String[] arguments) {
        System.out.println(MemorySegment.ofAddress(8).reinterpret(8).get(ValueLayout.JAVA_LONG, 0));
    }
}
