package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.ForwardingSource;
import dev.edgeinfer.camera.FrameSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.opencv.opencv_core.Mat;

/** A real source that misbehaves for as long as the test wants it. */
final class FaultySource extends ForwardingSource {

    /** How all sources of one camera behave. Any thread may change it. */
    static final class Behaviour {

        private enum Kind {
            HANG,
            THROW,
            GARBAGE
        }

        private record Fault(Kind kind, CountDownLatch over) {}

        private final AtomicReference<Fault> fault = new AtomicReference<>();

        /** Every call that gives a picture hangs, deaf to interrupts and aborts. */
        void hang() {
            begin(Kind.HANG);
        }

        /** Every call that gives a picture throws what no source should. */
        void fail() {
            begin(Kind.THROW);
        }

        /** No picture can be decoded. */
        void spoil() {
            begin(Kind.GARBAGE);
        }

        /** All is well again, and who hangs goes on. */
        void heal() {
            Fault ended = fault.getAndSet(null);
            if (ended != null) {
                ended.over().countDown();
            }
        }

        private void begin(Kind kind) {
            fault.set(new Fault(kind, new CountDownLatch(1)));
        }

        private boolean isNow(Kind kind) {
            Fault now = fault.get();
            return now != null && now.kind() == kind;
        }

        private void suffer() {
            Fault now = fault.get();
            if (now != null && now.kind() == Kind.THROW) {
                throw new IllegalStateException("a bug that the test has planted");
            }
            if (now != null && now.kind() == Kind.HANG) {
                awaitDeafly(now.over());
            }
        }

        private static void awaitDeafly(CountDownLatch latch) {
            while (true) {
                try {
                    latch.await();
                    return;
                } catch (InterruptedException e) {
                    // Like native code, which hears nothing.
                }
            }
        }
    }

    private final Behaviour behaviour;

    FaultySource(FrameSource source, Behaviour behaviour) {
        super(source);
        this.behaviour = behaviour;
    }

    @Override
    public boolean grab() {
        behaviour.suffer();
        return source.grab();
    }

    @Override
    public boolean retrieve(Mat image) {
        return !behaviour.isNow(Behaviour.Kind.GARBAGE) && source.retrieve(image);
    }
}
