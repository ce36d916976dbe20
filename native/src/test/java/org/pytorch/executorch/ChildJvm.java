package org.pytorch.executorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, for what a test cannot do to its own: load natives in other ways, or crash. */
record ChildJvm(Path directory, Map<String, String> properties, Map<String, String> environment, List<Path> classPath) {

    /** What a child said and how it ended. */
    record Result(int exitCode, String output) {

        String lastLine() {
            return output.lines().reduce("", (first, second) -> second);
        }
    }

    /** A child that keeps its files in {@code directory}, with the class path of this JVM but no natives. */
    static ChildJvm in(Path directory) {
        return new ChildJvm(directory, Map.of(), Map.of(), List.of());
    }

    ChildJvm with(String property, Object value) {
        var all = new TreeMap<>(properties);
        all.put(property, value.toString());
        return new ChildJvm(directory, all, environment, classPath);
    }

    ChildJvm withEnvironment(String variable, Object value) {
        var all = new TreeMap<>(environment);
        all.put(variable, value.toString());
        return new ChildJvm(directory, properties, all, classPath);
    }

    ChildJvm withClassPath(Path entry) {
        return new ChildJvm(directory, properties, environment, List.of(entry));
    }

    Result run(Class<?> main, Object... arguments) throws IOException, InterruptedException {
        return wait(start(main, arguments));
    }

    /** A started child and the file with its output. */
    record Started(Process process, Path output) {}

    Started start(Class<?> main, Object... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xcheck:jni", "-Xmx128m", "-XX:+UseSerialGC"));
        command.add("-XX:ErrorFile=" + directory.resolve("crash.log"));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        var path = new StringBuilder(System.getProperty("java.class.path"));
        classPath.forEach(entry -> path.append(':').append(entry));
        command.add(path.toString());
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        var output = Files.createTempFile(directory, "child", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("EXECUTORCH_") || name.startsWith("XDG_"));
        builder.environment().putAll(environment);
        return new Started(builder.start(), output);
    }

    static Result wait(Started child) throws IOException, InterruptedException {
        if (!child.process().waitFor(10, TimeUnit.MINUTES)) {
            child.process().destroyForcibly();
        }
        return new Result(child.process().waitFor(), Files.readString(child.output()));
    }
}
