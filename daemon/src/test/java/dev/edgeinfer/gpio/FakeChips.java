package dev.edgeinfer.gpio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A machine with GPIO chips in memory that answers as the kernel does, down to the error numbers: held lines, chips that
 * are unplugged while lines are held, nodes that may not be opened.
 */
final class FakeChips implements GpioChips {

    /** A chip; plugged while it has a node. */
    static final class Chip {

        final String label;
        final List<Line> lines = new ArrayList<>();
        private boolean gone;
        int refusedWith;
        boolean debounces = true;

        Chip(String label, String... lineNames) {
            this.label = label;
            for (String name : lineNames) {
                lines.add(new Line(name));
            }
        }

        Line line(int offset) {
            return lines.get(offset);
        }
    }

    /** A line and what was done to it: levels are physical. */
    static final class Line {

        final String name;
        String holder;
        GpioChip.Request request;
        GpioChip.InputRequest inputRequest;
        boolean high;
        private HeldInput watcher;
        final List<String> history = new ArrayList<>();

        Line(String name) {
            this.name = name;
        }

        boolean isHeld() {
            return holder != null;
        }

        private void set(boolean active) {
            high = active != request.activeLow();
            history.add(high ? "high" : "low");
        }

        /** What is wired to the line pulls it to a level; who holds it as an input hears of it. */
        void pull(boolean toHigh, long nanos) {
            if (high != toHigh) {
                high = toHigh;
                if (watcher != null) {
                    watcher.edges.add(new GpioInput.Edge(watcher.isActive(), nanos));
                }
            }
        }
    }

    private final Map<Path, Chip> nodes = new TreeMap<>();
    private final Map<Path, Integer> closedNodes = new TreeMap<>();
    private Access access = new Access("gpio", true);
    int openDescriptors;
    int openPollers;

    /** How long inputs were waited for last. */
    long lastPatience;

    static FakeChips of(Chip... chips) {
        FakeChips machine = new FakeChips();
        for (int number = 0; number < chips.length; number++) {
            machine.plug(number, chips[number]);
        }
        return machine;
    }

    void plug(int number, Chip chip) {
        chip.gone = false;
        nodes.put(path(number), chip);
    }

    /** Takes the chip away; whoever holds its lines finds out at the next call. */
    void unplug(Chip chip) {
        chip.gone = true;
        nodes.values().remove(chip);
        chip.lines.forEach(line -> {
            line.holder = null;
            line.watcher = null;
        });
    }

    /** Makes a node answer {@code open} with an error number. */
    void close(int number, int errno, Access access) {
        closedNodes.put(path(number), errno);
        this.access = access;
    }

    void reopen(int number) {
        closedNodes.remove(path(number));
    }

    static Path path(int number) {
        return Path.of("/dev/gpiochip" + number);
    }

    @Override
    public List<Path> paths() {
        return List.copyOf(nodes.keySet());
    }

    @Override
    public Path node(String chip) {
        return chip.matches("[0-9]+")
                ? path(Integer.parseInt(chip))
                : Path.of("/dev").resolve(chip);
    }

    @Override
    public Access access(Path path) {
        return access;
    }

    @Override
    public GpioChip open(Path path) {
        Chip chip = nodes.get(path);
        if (chip == null) {
            throw new KernelCallException("open", path.toString(), KernelCallException.ENOENT, "No such file");
        }
        if (closedNodes.containsKey(path)) {
            throw new KernelCallException("open", path.toString(), closedNodes.get(path), "Closed");
        }
        openDescriptors++;
        return new OpenChip(path, chip);
    }

    @Override
    public EdgePoller poller() {
        return new Poller();
    }

    /** Never waits: what is there is there. */
    private final class Poller implements EdgePoller {

        private boolean closed;

        Poller() {
            openPollers++;
        }

        @Override
        public List<GpioInput> await(Collection<GpioInput> inputs, long nanos) {
            if (nanos < 0) {
                throw new IllegalArgumentException("negative");
            }
            lastPatience = nanos;
            return inputs.stream()
                    .filter(input -> ((HeldInput) input).isReadable())
                    .toList();
        }

        @Override
        public void wake() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openPollers--;
            }
        }
    }

    private final class OpenChip implements GpioChip {

        private final Path path;
        private final Chip chip;

        OpenChip(Path path, Chip chip) {
            this.path = path;
            this.chip = chip;
        }

        @Override
        public Info info() {
            return new Info(path.getFileName().toString(), chip.label, chip.lines.size());
        }

        @Override
        public LineInfo line(int offset) {
            Line line = chip.line(offset);
            return new LineInfo(offset, line.name, line.isHeld() ? line.holder : "", line.isHeld());
        }

        @Override
        public GpioLine request(Request request) {
            Line line = chip.line(request.offset());
            if (chip.refusedWith != 0) {
                throw new KernelCallException("GPIO_V2_GET_LINE", path.toString(), chip.refusedWith, "Refused");
            }
            if (line.isHeld()) {
                throw new KernelCallException(
                        "GPIO_V2_GET_LINE", path.toString(), KernelCallException.EBUSY, "Device or resource busy");
            }
            openDescriptors++;
            line.holder = request.consumer();
            line.request = request;
            line.set(request.active());
            return new HeldLine(path, chip, line);
        }

        @Override
        public GpioInput request(InputRequest request) {
            Line line = chip.line(request.offset());
            int errno = chip.refusedWith != 0
                    ? chip.refusedWith
                    : line.isHeld()
                            ? KernelCallException.EBUSY
                            : request.debounceMicros() > 0 && !chip.debounces ? KernelCallException.EINVAL : 0;
            if (errno != 0) {
                throw new KernelCallException("GPIO_V2_GET_LINE", path.toString(), errno, "Refused");
            }
            openDescriptors++;
            line.holder = request.consumer();
            line.inputRequest = request;
            line.watcher = new HeldInput(path, chip, line);
            return line.watcher;
        }

        @Override
        public void close() {
            openDescriptors--;
        }
    }

    private final class HeldInput implements GpioInput {

        private final Path path;
        private final Chip chip;
        private final Line line;
        private final List<Edge> edges = new ArrayList<>();
        private boolean closed;

        HeldInput(Path path, Chip chip, Line line) {
            this.path = path;
            this.chip = chip;
            this.line = line;
        }

        @Override
        public boolean isActive() {
            check("GPIO_V2_LINE_GET_VALUES");
            return line.high != line.inputRequest.activeLow();
        }

        boolean isReadable() {
            return !edges.isEmpty() || isGone();
        }

        private boolean isGone() {
            return chip.gone || line.watcher != this;
        }

        @Override
        public List<Edge> read() {
            check("read");
            if (edges.isEmpty()) {
                throw new IllegalStateException("would wait for ever");
            }
            List<Edge> read = List.copyOf(edges);
            edges.clear();
            return read;
        }

        private void check(String call) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            if (isGone()) {
                throw new KernelCallException(call, path.toString(), KernelCallException.ENODEV, "No such device");
            }
        }

        @Override
        public int descriptor() {
            throw new UnsupportedOperationException("there is no kernel");
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openDescriptors--;
                if (!isGone()) {
                    line.holder = null;
                    line.watcher = null;
                }
            }
        }
    }

    private final class HeldLine implements GpioLine {

        private final Path path;
        private final Chip chip;
        private final Line line;
        private boolean closed;

        HeldLine(Path path, Chip chip, Line line) {
            this.path = path;
            this.chip = chip;
            this.line = line;
        }

        @Override
        public void set(boolean active) {
            check("GPIO_V2_LINE_SET_VALUES");
            line.set(active);
        }

        @Override
        public boolean isActive() {
            check("GPIO_V2_LINE_GET_VALUES");
            return line.high != line.request.activeLow();
        }

        private void check(String call) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            // A chip that was plugged again does not revive the lines that were held before.
            if (chip.gone || !line.isHeld()) {
                throw new KernelCallException(call, path.toString(), KernelCallException.ENODEV, "No such device");
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openDescriptors--;
                line.holder = null;
            }
        }
    }
}
