package dev.edgeinfer.cli;

import dev.edgeinfer.system.BuildInfo;
import dev.edgeinfer.system.Machine;
import picocli.CommandLine.IVersionProvider;

/** What {@code edge-infer version} and {@code --version} print. */
final class Versions implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var build = BuildInfo.read();
        var machine = Machine.current();
        return new String[] {
            "edge-infer  " + build.version(),
            "ExecuTorch  " + build.executorchVersion(),
            "Java        " + machine.java(),
            "machine     %s, %d processors".formatted(machine.architecture(), machine.processors())
        };
    }
}
