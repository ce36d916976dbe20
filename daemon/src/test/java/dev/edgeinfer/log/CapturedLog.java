package dev.edgeinfer.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the log of this process says from now on until this is closed; it goes to standard error as well. */
public final class CapturedLog implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    public CapturedLog() {
        var both = new OutputStream() {
            @Override
            public synchronized void write(int b) {
                kept.write(b);
                before.write(b);
            }

            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                kept.write(bytes, offset, length);
                before.write(bytes, offset, length);
            }
        };
        System.setErr(new PrintStream(both, true, StandardCharsets.UTF_8));
    }

    public String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
