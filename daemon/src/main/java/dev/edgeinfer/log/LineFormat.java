package dev.edgeinfer.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/** How a line looks where it goes to. */
public enum LineFormat {
    /** {@code 12:34:56.789 INFO text}. */
    TERMINAL {
        @Override
        public String prefix(Level level) {
            return LocalTime.now().format(TIME) + ' ' + level + ' ';
        }
    },
    /** {@code <6>text}: the journal has the time by itself and takes the priority from there. */
    JOURNAL {
        @Override
        public String prefix(Level level) {
            return switch (level) {
                case ERROR -> "<3>";
                case WARN -> "<4>";
                case INFO -> "<6>";
                case DEBUG, TRACE -> "<7>";
            };
        }
    };

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    /**
     * The journal's when the service manager has connected our standard error to it.
     *
     * @param environment has {@code JOURNAL_STREAM} then, the device and inode of that connection
     */
    public static LineFormat ofStderr(Map<String, String> environment) {
        String stream = environment.getOrDefault("JOURNAL_STREAM", "");
        try {
            return !stream.isEmpty() && stream.equals(deviceAndInode(STDERR)) ? JOURNAL : TERMINAL;
        } catch (IOException e) {
            return TERMINAL;
        }
    }

    static String deviceAndInode(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino");
        return "%s:%s".formatted(attributes.get("dev"), attributes.get("ino"));
    }

    /** What a line of a level begins with. */
    public abstract String prefix(Level level);

    /** A whole line with its end; what would break or paint it is written out. */
    String line(Level level, String text) {
        String printable = text.codePoints()
                .mapToObj(c -> Character.isISOControl(c) && c != '\t' ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
        return prefix(level) + printable + '\n';
    }
}
