package dev.edgeinfer.cli;

import picocli.CommandLine.Command;

@Command(name = "detect")
final class DetectCommand implements Runnable {
    @Override
    public void run() {}
}
