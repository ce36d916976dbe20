package org.pytorch.executorch;

/** What a child JVM does to show that the runtime works: loads a program, adds 1 and 2, prints the sum. */
final class AddInChild {

    private AddInChild() {}

    public static void main(String[] arguments) {
        try (var module = Fixtures.load("add");
                var add = module.bind("forward")) {
            add.input(0).asFloatBuffer().put(0, 1);
            add.input(1).asFloatBuffer().put(0, 2);
            add.run();
            System.out.println("sum " + add.output(0).asFloatBuffer().get(0));
        } catch (ExecutorchRuntimeException failure) {
            System.out.println(failure.getMessage());
            System.exit(3);
        }
    }
}
