package dev.edgeinfer.gpio;

import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.LineConfig.Bias;
import dev.edgeinfer.gpio.LineFinder.FoundChip;
import dev.edgeinfer.yaml.NearestName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The wording of everything that can be wrong with a line. */
final class GpioProblems {

    private GpioProblems() {}

    static GpioException noChips(LineConfig line) {
        return problem(
                line,
                "this machine has no GPIO chip (no /dev/gpiochip*); plug one in, or set gpio.provider to simulated");
    }

    static GpioException noSuchChip(LineConfig line, List<FoundChip> found) {
        return problem(
                line,
                "there is no chip \"%s\" here; set its chip to one of: %s",
                line.chip().orElseThrow(),
                list(found));
    }

    static GpioException ambiguousChip(LineConfig line, List<FoundChip> found) {
        return problem(
                line,
                "%d chips are labelled \"%s\"; choose one by its number: %s",
                found.size(),
                line.chip().orElseThrow(),
                list(found));
    }

    /** @param candidates chips that were searched, at least one */
    static GpioException noSuchLine(LineConfig line, List<FoundChip> candidates) {
        List<String> names = candidates.stream()
                .flatMap(chip -> chip.lineNames().stream())
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        String hint;
        if (LineFinder.isOffset(line.line())) {
            hint = "its lines are 0..%d".formatted(candidates.getFirst().info().lines() - 1);
        } else if (names.isEmpty()) {
            hint = "lines have no names there, so choose one by its chip and offset";
        } else {
            hint = NearestName.hint(line.line(), names);
        }
        return candidates.size() == 1
                ? problem(line, "chip %s has no line \"%s\"; %s", describe(candidates.getFirst()), line.line(), hint)
                : problem(line, "no chip has a line \"%s\" (%s); %s", line.line(), list(candidates), hint);
    }

    static GpioException offsetWithoutChip(LineConfig line, List<FoundChip> found) {
        return problem(line, "an offset needs a chip; set its chip to one of: %s", list(found));
    }

    static GpioException ambiguousLine(LineConfig line, List<LinePlace> places) {
        return problem(
                line,
                "the name \"%s\" is there %d times; set its chip and offset to one of: %s",
                line.line(),
                places.size(),
                places.stream()
                        .map(place -> "%s offset %d".formatted(place.chip(), place.offset()))
                        .collect(Collectors.joining(", ")));
    }

    /** @param consumer who holds the line, in the words of the kernel; may be empty */
    static GpioException held(LineConfig line, LinePlace place, String consumer) {
        String holder =
                switch (consumer) {
                    case "" -> "a program that gives no name";
                    case LineFinder.CONSUMER -> "a second edge-infer, or by another line of this configuration";
                    default -> '"' + consumer + '"';
                };
        return problem(
                line,
                "offset %d of %s is held by %s; release it there or choose another line",
                place.offset(),
                place.chip(),
                holder);
    }

    /** @param direction {@code an output} or {@code an input} */
    static GpioException refused(LineConfig line, LinePlace place, String direction, KernelCallException cause) {
        String settings = line.bias() == Bias.AS_IS
                ? direction
                : direction
                        + " with bias "
                        + line.bias().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String step =
                line.bias() == Bias.AS_IS ? "choose another line" : "set its bias to as-is or choose another line";
        return new GpioException(
                message(line, "%s refuses offset %d as %s; %s", place.chip(), place.offset(), settings, step), cause);
    }

    /** A call on a line or its chip failed. */
    static GpioException failed(LineConfig line, LinePlace place, KernelCallException cause) {
        return cause.isGone()
                ? new GpioException(message(line, "chip %s is gone; plug it in again", place.chip()), cause)
                : new GpioException(message(line, "%s", cause.getMessage()), cause);
    }

    /** A node could not be opened, or does not answer as a chip does. */
    static GpioException unreadable(LineConfig line, Path node, KernelCallException cause, GpioChips.Access access) {
        String sentence =
                switch (cause.errno()) {
                    case KernelCallException.EACCES, KernelCallException.EPERM ->
                        access.groupMayWrite() && !access.group().equals("root")
                                ? "this user may not open %s; add the user to the group \"%s\" and log in again"
                                        .formatted(node, access.group())
                                : "only root may open %s; install a udev rule that gives it to a group".formatted(node);
                    case KernelCallException.EINVAL, KernelCallException.ENOTTY ->
                        "%s is no GPIO chip, or the kernel is older than 5.10, the first that is supported"
                                .formatted(node);
                    default -> cause.getMessage();
                };
        return new GpioException(message(line, "%s", sentence), cause);
    }

    /** The sentence for anything thrown on the way to a line, foreseen or not. */
    static String sentence(LineConfig line, RuntimeException cause) {
        return cause instanceof GpioException ? cause.getMessage() : message(line, "%s", cause);
    }

    private static GpioException problem(LineConfig line, String rule, Object... values) {
        return new GpioException(message(line, rule, values));
    }

    private static String message(LineConfig line, String rule, Object... values) {
        return "GPIO line \"%s\": %s".formatted(line.name(), rule.formatted(values));
    }

    private static String list(Collection<FoundChip> chips) {
        return chips.stream()
                .map(chip ->
                        "%s (%d lines)".formatted(describe(chip), chip.info().lines()))
                .collect(Collectors.joining(", "));
    }

    private static String describe(FoundChip chip) {
        return chip.place(0).chip();
    }
}
