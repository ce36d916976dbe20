package dev.edgeinfer.camera.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command says on its standard error: each line goes to the log, and the last is remembered. */
final class CommandWords implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandWords.class);

    /** Longer lines are cut into pieces, so that a command without line breaks costs no memory. */
    private static final int LONGEST = 500;

    private final String command;
    private final OutputPipe pipe;
    private final Thread thread;
    private volatile Optional<String> last = Optional.empty();

    /** @param pipe closed by {@link #close} */
    CommandWords(String command, OutputPipe pipe) {
        this.command = command;
        this.pipe = pipe;
        thread = Thread.ofPlatform().name("command-words").daemon().start(this::listen);
    }

    Optional<String> last() {
        return last;
    }

    /** Waits until all is heard that was said, but not for long: something may live on that says nothing. */
    void awaitEnd(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pipe.close();
    }

    private void listen() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
        ByteArrayOutputStream line = new ByteArrayOutputStream(LONGEST);
        while (pipe.read(bytes) >= 0) {
            bytes.flip();
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                boolean ends = next == '\n' || next == '\r';
                if (!ends) {
                    line.write(next);
                }
                if (ends || line.size() == LONGEST) {
                    heard(line);
                }
            }
            bytes.clear();
        }
        heard(line);
    }

    private void heard(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8).strip();
        line.reset();
        if (!text.isEmpty()) {
            last = Optional.of(text);
            LOG.info("{}: {}", command, text);
        }
    }
}
