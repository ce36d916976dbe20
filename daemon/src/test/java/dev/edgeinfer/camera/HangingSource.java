package dev.edgeinfer.camera;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.edgeinfer.camera.SourceCall.Kind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A source of which one call hangs, deaf to interrupts and aborts, until the test lets it go. Before that it gives one
 * picture, unless opening it hangs already; afterwards it goes on giving pictures.
 */
class HangingSource implements FrameSource {

    private final Kind hangsIn;
    private final int grey;
    private final AtomicInteger open;
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private int grabs;

    /** @param open counts the sources that hold native objects */
    HangingSource(Kind hangsIn, int grey, AtomicInteger open) {
        this.hangsIn = hangsIn;
        this.grey = grey;
        this.open = open;
    }

    /** Opens it, as a supplier of a source does. */
    HangingSource opened() {
        hang(Kind.OPEN);
        open.incrementAndGet();
        return this;
    }

    /** Lets the call return. */
    void release() {
        released.countDown();
    }

    void awaitHanging() throws InterruptedException {
        hangs.await();
    }

    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public Delivery delivery() {
        return Delivery.LIVE;
    }

    @Override
    public boolean grab() {
        grabs++;
        if (grabs > 1) {
            hang(Kind.GRAB);
        }
        if (grabs > 1 && hangsIn == Kind.CLOSE) {
            throw new SourceException("unplugged");
        }
        return true;
    }

    @Override
    public boolean retrieve(Mat image) {
        if (grabs > 1) {
            hang(Kind.RETRIEVE);
        }
        image.create(6, 8, CV_8UC3);
        try (Scalar colour = Scalar.all(grey)) {
            image.put(colour);
        }
        return true;
    }

    @Override
    public void close() {
        hang(Kind.CLOSE);
        open.decrementAndGet();
        closed.countDown();
    }

    private void hang(Kind kind) {
        if (kind != hangsIn) {
            return;
        }
        hangs.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                released.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
