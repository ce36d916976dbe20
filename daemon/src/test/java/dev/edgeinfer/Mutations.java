package dev.edgeinfer;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes damaged inputs out of good ones, the same in each build. For more than that a build runs, set the property
 * {@code edge-infer.fuzz.seconds}: each caller goes on for as long, with other inputs every time.
 */
public final class Mutations {

    private static final int ROUNDS = 3000;
    private static final int MOST_EDITS = 6;
    private static final int LONGEST_COPY = 300;

    /** What programs trip over. */
    private static final byte[] INTERESTING = {
        0, 1, -1, 127, -128, '#', '?', '&', '=', '%', ':', '/', '@', '[', ']', ' '
    };

    private Mutations() {}

    /**
     * Tries inputs; whatever the consumer throws fails the test with the input in its message.
     *
     * @return how many
     */
    public static long of(List<byte[]> good, Consumer<byte[]> consumer) {
        long seconds = Long.getLong("edge-infer.fuzz.seconds", 0);
        Random random = seconds == 0 ? new Random(6) : new Random();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        long tried = 0;
        while (tried < ROUNDS || seconds > 0 && System.nanoTime() - end < 0) {
            byte[] input = mutated(good, random);
            try {
                consumer.accept(input);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
            }
            tried++;
        }
        if (seconds > 0) {
            System.out.printf("%d inputs tried in %d s%n", tried, seconds);
        }
        return tried;
    }

    private static byte[] mutated(List<byte[]> good, Random random) {
        byte[] input = pick(good, random);
        for (int edits = random.nextInt(MOST_EDITS + 1); edits > 0; edits--) {
            input = edited(input, good, random);
        }
        return input;
    }

    private static byte[] edited(byte[] input, List<byte[]> good, Random random) {
        int at = random.nextInt(input.length + 1);
        var out = new ByteArrayOutputStream();
        out.write(input, 0, at);
        switch (random.nextInt(6)) {
            case 0 -> {
                out.write(random.nextInt());
                out.write(input, Math.min(at + 1, input.length), Math.max(0, input.length - at - 1));
            }
            case 1 -> {
                out.write(INTERESTING[random.nextInt(INTERESTING.length)]);
                out.write(input, Math.min(at + 1, input.length), Math.max(0, input.length - at - 1));
            }
            case 2 -> {
                out.write(INTERESTING[random.nextInt(INTERESTING.length)]);
                out.write(input, at, input.length - at);
            }
            case 3 -> {
                int skip = Math.min(input.length, at + random.nextInt(LONGEST_COPY));
                out.write(input, skip, input.length - skip);
            }
            case 4 -> {
                byte[] other = pick(good, random);
                int from = random.nextInt(other.length + 1);
                out.write(other, from, Math.min(random.nextInt(LONGEST_COPY), other.length - from));
                out.write(input, at, input.length - at);
            }
            // Cut off here.
            default -> {}
        }
        return out.toByteArray();
    }

    private static byte[] pick(List<byte[]> good, Random random) {
        return good.get(random.nextInt(good.size()));
    }
}
