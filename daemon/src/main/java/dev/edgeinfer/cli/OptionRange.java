package dev.edgeinfer.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Numbers that an option may have. */
final class OptionRange {

    private final CommandLine commandLine;

    /** @param commandLine whose options these are */
    OptionRange(CommandLine commandLine) {
        this.commandLine = commandLine;
    }

    /** @throws ParameterException when a number is outside a range, both ends of which belong to it, or is none */
    void require(String option, Number number, double least, double most) {
        double value = number.doubleValue();
        if (!(value >= least && value <= most)) {
            throw new ParameterException(
                    commandLine,
                    "%s must be within %s..%s, not %s".formatted(option, plain(least), plain(most), plain(value)));
        }
    }

    /** Without a point where it needs none. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
