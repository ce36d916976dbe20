package org.pytorch.executorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damage to a program, the same for the same seed. Nearly all of a file is weights, where any value computes, so most
 * damage is aimed at the rest: the header, the plan of the methods, and the graphs of delegates.
 */
final class Mutation {

    private static final int HEADER_BYTES = 64;
    private static final int[] NUMBERS = {
        0, 1, 2, 3, 4, 5, 7, 16, 255, 65535, 65536, 1_000_000, 0x10000000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -2
    };

    private record Region(int begin, int end) {}

    private final Random random;
    private byte[] bytes;

    private Mutation(long seed, byte[] program) {
        this.random = new Random(seed);
        this.bytes = program.clone();
    }

    static byte[] of(byte[] program, long seed) {
        return new Mutation(seed, program).apply();
    }

    private byte[] apply() {
        var structure = structure();
        var region =
                switch (random.nextInt(16)) {
                    case 0 -> new Region(0, HEADER_BYTES);
                    case 1 -> new Region(0, bytes.length);
                    default -> structure.get(random.nextInt(structure.size()));
                };
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            damage(region);
        }
        return bytes;
    }

    /**
     * The plan, and the graph of each delegate: its data begins 4 bytes before the magic and says where its graph is.
     */
    private List<Region> structure() {
        var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var regions = new ArrayList<Region>();
        regions.add(new Region(HEADER_BYTES, (int) numbers.getLong(16)));
        byte[] magic = {'X', 'H', '0', '0'};
        for (int i = 4; i + 26 < bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + 4, magic, 0, 4)) {
                int graph = i - 4 + numbers.getInt(i + 6);
                regions.add(new Region(i - 4, graph + numbers.getInt(i + 10)));
            }
        }
        return regions;
    }

    private void damage(Region region) {
        int end = Math.min(region.end, bytes.length);
        int size = end - region.begin;
        if (size < 8) {
            return;
        }
        int at = region.begin + random.nextInt(size);
        int length = Math.min(1 + random.nextInt(64), end - at);
        switch (random.nextInt(8)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt();
            case 3, 4 ->
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(Math.min(at & ~3, end - 4), NUMBERS[random.nextInt(NUMBERS.length)]);
            case 5 -> Arrays.fill(bytes, at, at + length, (byte) 0);
            case 6 -> System.arraycopy(bytes, region.begin + random.nextInt(size - length + 1), bytes, at, length);
            default -> {
                if (random.nextInt(4) == 0) {
                    bytes = Arrays.copyOf(bytes, at);
                } else {
                    int other = region.begin + random.nextInt(size);
                    byte swapped = bytes[at];
                    bytes[at] = bytes[other];
                    bytes[other] = swapped;
                }
            }
        }
    }
}
