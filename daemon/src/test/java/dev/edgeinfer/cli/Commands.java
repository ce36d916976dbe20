package dev.edgeinfer.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands in this process. */
final class Commands {

    private Commands() {}

    record Outcome(int exitCode, String out, String err) {}

    static Outcome execute(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = EdgeInfer.execute(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
