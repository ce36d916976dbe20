package org.pytorch.executorch;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads damaged copies of a program and runs those that load. Prints each seed before it is tried, so that the last
 * line names the one that ended the process, and what came of it after.
 */
final class MutationInChild {

    private MutationInChild() {}

    public static void main(String[] arguments) throws Exception {
        byte[] program = Files.readAllBytes(Path.of(arguments[0]));
        long first = Long.parseLong(arguments[1]);
        long count = Long.parseLong(arguments[2]);
        Path file = Path.of(arguments[3]);
        for (long seed = first; seed < first + count; seed++) {
            System.out.println("seed " + seed);
            Files.write(file, Mutation.of(program, seed));
            System.out.println(attempt(file));
        }
        System.out.println("survived");
    }

    private static String attempt(Path file) {
        try (var module = Module.load(file.toString())) {
            for (String method : module.getMethods()) {
                try (var bound = module.bind(method)) {
                    bound.run();
                }
            }
            return "works";
        } catch (RuntimeException refused) {
            return "refused " + refused.getMessage();
        }
    }
}
