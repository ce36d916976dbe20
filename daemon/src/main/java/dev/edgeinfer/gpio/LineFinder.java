package dev.edgeinfer.gpio;

import dev.edgeinfer.config.InputConfig;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.config.LineConfig.LineState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Finds the chip and the offset that the configuration of a line means, and takes the line. Nothing is remembered between
 * calls: a chip that was plugged again has another number.
 */
final class LineFinder {

    /** Name that others see as the holder of our lines. */
    static final String CONSUMER = "edge-infer";

    private final GpioChips chips;

    LineFinder(GpioChips chips) {
        this.chips = chips;
    }

    /** A line in our hands, and where it is. */
    record Taken(LinePlace place, GpioLine line) {}

    /** An input in our hands, where it is, and whether the kernel debounces it. */
    record TakenInput(LinePlace place, GpioInput input, boolean debounced) {}

    /**
     * Takes the line as an output; the caller closes it.
     *
     * @param active logical state from the first moment on
     * @throws GpioException when it cannot be had, with the sentence that says why
     */
    Taken take(LineConfig config, boolean active) {
        return take(
                config,
                "an output",
                (chip, place) -> new Taken(
                        place,
                        chip.request(new GpioChip.Request(
                                place.offset(), CONSUMER, config.activeLow(), config.bias(), active))));
    }

    /**
     * Takes the line as an input; the caller closes it.
     *
     * @throws GpioException when it cannot be had, with the sentence that says why
     */
    TakenInput take(InputConfig config) {
        int debounce =
                Math.toIntExact(TimeUnit.NANOSECONDS.toMicros(config.debounce().toNanos()));
        return take(lineOf(config), "an input", (chip, place) -> {
            if (debounce > 0) {
                try {
                    return new TakenInput(place, chip.request(request(config, place, debounce)), true);
                } catch (KernelCallException e) {
                    if (e.errno() != KernelCallException.EINVAL && e.errno() != KernelCallException.EOPNOTSUPP) {
                        throw e;
                    }
                }
            }
            return new TakenInput(place, chip.request(request(config, place, 0)), false);
        });
    }

    private static GpioChip.InputRequest request(InputConfig config, LinePlace place, int debounceMicros) {
        return new GpioChip.InputRequest(place.offset(), CONSUMER, config.activeLow(), config.bias(), debounceMicros);
    }

    /** What an input has in common with an output: how its line is found. */
    static LineConfig lineOf(InputConfig input) {
        return new LineConfig(
                input.name(),
                input.chip(),
                input.line(),
                input.activeLow(),
                input.bias(),
                LineState.INACTIVE,
                LineState.INACTIVE);
    }

    private <T> T take(LineConfig config, String direction, BiFunction<GpioChip, LinePlace, T> request) {
        LinePlace place = find(config);
        try (GpioChip chip = chips.open(place.node())) {
            try {
                return request.apply(chip, place);
            } catch (KernelCallException e) {
                throw switch (e.errno()) {
                    case KernelCallException.EBUSY ->
                        GpioProblems.held(
                                config, place, chip.line(place.offset()).consumer());
                    case KernelCallException.EINVAL -> GpioProblems.refused(config, place, direction, e);
                    default -> GpioProblems.failed(config, place, e);
                };
            }
        } catch (KernelCallException e) {
            throw GpioProblems.failed(config, place, e);
        }
    }

    /**
     * Looks whether the line could be taken, without taking it. One held by another daemon of this kind counts as free:
     * who checks a configuration often has it running.
     *
     * @return the sentence that says why not
     */
    Optional<String> probe(LineConfig config) {
        try {
            LinePlace place = find(config);
            try (GpioChip chip = chips.open(place.node())) {
                GpioChip.LineInfo line = chip.line(place.offset());
                return line.held() && !line.consumer().equals(CONSUMER)
                        ? Optional.of(GpioProblems.held(config, place, line.consumer())
                                .getMessage())
                        : Optional.empty();
            }
        } catch (RuntimeException e) {
            return Optional.of(GpioProblems.sentence(config, e));
        }
    }

    private LinePlace find(LineConfig config) {
        List<FoundChip> found = new ArrayList<>();
        Map<Path, KernelCallException> unreadable = new LinkedHashMap<>();
        survey(found, unreadable);
        List<FoundChip> candidates = config.chip().isPresent() ? named(config, found) : found;
        List<LinePlace> places = isOffset(config.line()) ? atOffset(config, candidates) : withName(config, candidates);
        if (places.size() > 1) {
            throw GpioProblems.ambiguousLine(config, places);
        }
        if (places.size() == 1) {
            return places.getFirst();
        }
        // What is missing may be behind a node that did not answer; then that is what to say.
        if (!unreadable.isEmpty() && (candidates.isEmpty() || config.chip().isEmpty())) {
            Path node = unreadable.keySet().iterator().next();
            throw GpioProblems.unreadable(config, node, unreadable.get(node), chips.access(node));
        }
        if (found.isEmpty()) {
            throw GpioProblems.noChips(config);
        }
        throw candidates.isEmpty()
                ? GpioProblems.noSuchChip(config, found)
                : GpioProblems.noSuchLine(config, candidates);
    }

    /** A chip with the names of its lines by offset. */
    record FoundChip(Path node, GpioChip.Info info, List<String> lineNames) {

        LinePlace place(int offset) {
            return new LinePlace(node, info.label().isEmpty() ? info.name() : info.label(), offset);
        }
    }

    private void survey(List<FoundChip> found, Map<Path, KernelCallException> unreadable) {
        for (Path node : chips.paths()) {
            try (GpioChip chip = chips.open(node)) {
                GpioChip.Info info = chip.info();
                List<String> names = new ArrayList<>(info.lines());
                for (int offset = 0; offset < info.lines(); offset++) {
                    names.add(chip.line(offset).name());
                }
                found.add(new FoundChip(node, info, names));
            } catch (KernelCallException e) {
                if (!e.isGone()) {
                    unreadable.put(node, e);
                }
            }
        }
    }

    private List<FoundChip> named(LineConfig config, List<FoundChip> found) {
        String wanted = config.chip().orElseThrow();
        Path node = chips.node(wanted);
        List<FoundChip> named = found.stream()
                .filter(chip -> chip.node().equals(node) || chip.info().label().equals(wanted))
                .toList();
        if (named.size() > 1) {
            throw GpioProblems.ambiguousChip(config, named);
        }
        return named;
    }

    private static List<LinePlace> atOffset(LineConfig config, List<FoundChip> candidates) {
        if (candidates.size() > 1) {
            throw GpioProblems.offsetWithoutChip(config, candidates);
        }
        int offset = Integer.parseInt(config.line());
        return candidates.stream()
                .filter(chip -> offset < chip.info().lines())
                .map(chip -> chip.place(offset))
                .toList();
    }

    private static List<LinePlace> withName(LineConfig config, List<FoundChip> candidates) {
        List<LinePlace> places = new ArrayList<>();
        for (FoundChip chip : candidates) {
            for (int offset = 0; offset < chip.lineNames().size(); offset++) {
                if (chip.lineNames().get(offset).equals(config.line())) {
                    places.add(chip.place(offset));
                }
            }
        }
        return places;
    }

    /** Whether the line of a configuration is given by its offset; names of lines are not numbers. */
    static boolean isOffset(String line) {
        return !line.isEmpty() && line.length() <= 9 && line.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
