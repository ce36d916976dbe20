package dev.edgeinfer.soak;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in which the garbage collector held all threads that run Java.
 *
 * @param atMillis wall-clock time of its end, milliseconds since the epoch
 * @param full whether it collected the whole heap
 * @param millis how long it was
 * @param beforeMegabytes heap in use before it
 * @param afterMegabytes and after it
 */
record GcPause(long atMillis, boolean full, double millis, int beforeMegabytes, int afterMegabytes) {

    /** What makes the JVM write lines that {@link #of} reads, to a file. */
    static final String OPTION = "-Xlog:gc:file=%s:timemillis:filecount=0";

    /**
     * What was allocated a second between the first of some pauses in a row and the last, in MB, of which the log has whole
     * ones; NaN: there are not two.
     */
    static double megabytesASecond(List<GcPause> pauses) {
        int allocated = 0;
        for (int i = 1; i < pauses.size(); i++) {
            allocated += pauses.get(i).beforeMegabytes() - pauses.get(i - 1).afterMegabytes();
        }
        return pauses.size() < 2
                ? Double.NaN
                : 1000.0
                        * allocated
                        / (pauses.getLast().atMillis() - pauses.getFirst().atMillis());
    }

    private static final Pattern LINE =
            Pattern.compile("\\[(\\d+)ms\\].* Pause (\\w+).* (\\d+)M->(\\d+)M\\(\\d+M\\) (\\d+\\.\\d+)ms");

    /** Of a line of the JVM's log; empty: it is about something else. */
    static Optional<GcPause> of(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new GcPause(
                        Long.parseLong(matcher.group(1)),
                        matcher.group(2).equals("Full"),
                        Double.parseDouble(matcher.group(5)),
                        Integer.parseInt(matcher.group(3)),
                        Integer.parseInt(matcher.group(4))))
                : Optional.empty();
    }
}
