package dev.edgeinfer.cli;

import dev.edgeinfer.system.BuildInfo;
import dev.edgeinfer.system.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge-infer version}. */
@Command(name = "version", description = "Shows the versions of edge-infer, ExecuTorch and Java, and the machine.")
final class VersionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        var build = BuildInfo.read();
        var machine = Machine.current();
        var out = spec.commandLine().getOut();
        out.printf("edge-infer  %s%n", build.version());
        out.printf("ExecuTorch  %s%n", build.executorchVersion());
        out.printf("Java        %s%n", machine.java());
        out.printf("machine     %s, %d processors%n", machine.architecture(), machine.processors());
    }
}
