package dev.edgeinfer.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An exception in one line: what it and its causes say, and where they come from. */
final class FoldedException {

    private static final int MOST_FRAMES = 6;
    private static final int MOST_CAUSES = 4;

    private FoldedException() {}

    static String of(Throwable failure) {
        return Stream.iterate(failure, e -> e != null, Throwable::getCause)
                .limit(MOST_CAUSES)
                .map(FoldedException::folded)
                .collect(Collectors.joining("; caused by "));
    }

    /** All of it, one frame a line. */
    static Stream<String> trace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().lines();
    }

    private static String folded(Throwable failure) {
        String frames = Arrays.stream(failure.getStackTrace())
                .limit(MOST_FRAMES)
                .map(frame -> "%s.%s(%s:%d)"
                        .formatted(
                                frame.getClassName()
                                        .substring(frame.getClassName().lastIndexOf('.') + 1),
                                frame.getMethodName(),
                                frame.getFileName(),
                                frame.getLineNumber()))
                .collect(Collectors.joining(" < "));
        return frames.isEmpty() ? failure.toString() : failure + " at " + frames;
    }
}
