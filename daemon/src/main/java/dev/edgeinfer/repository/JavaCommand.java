package dev.edgeinfer.repository;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How another process is started with the Java, the classes and the options of this one. */
final class JavaCommand {

    /** What must not happen twice: two processes would share a port, a file, or an agent's connection. */
    private static final List<String> OF_ONE_PROCESS = List.of(
            "-javaagent:",
            "-agentlib:",
            "-agentpath:",
            "-Xrunjdwp",
            "-Xdebug",
            "-Xlog:gc",
            "-Xloggc",
            "-Dcom.sun.management.",
            "-XX:StartFlightRecording",
            "-XX:FlightRecorderOptions",
            "-XX:AOTMode",
            "-XX:AOTCacheOutput",
            "-XX:AOTConfiguration",
            "-XX:ErrorFile",
            "-XX:HeapDumpPath");

    /** Where libraries are found; they may have been set by other ways than an option. */
    private static final List<String> LIBRARIES = List.of("executorch.", "org.bytedeco.");

    private JavaCommand() {}

    /** @param main has the entry point */
    static List<String> of(Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OF_ONE_PROCESS.stream().noneMatch(option::startsWith))
                .toList();
        command.addAll(options);
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> LIBRARIES.stream().anyMatch(name::startsWith))
                .sorted()
                .map(name -> "-D" + name + "=" + System.getProperty(name))
                .filter(option -> !options.contains(option))
                .forEach(command::add);
        // What a crash tells is wanted in one line, not as a file where nobody looks.
        command.add("-XX:ErrorFile=/dev/null");
        command.add("-XX:-CreateCoredumpOnCrash");
        // It lives for seconds, in which a second compiler would only take processors away from the cameras.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        Stream.of(arguments).forEach(command::add);
        return command;
    }
}
