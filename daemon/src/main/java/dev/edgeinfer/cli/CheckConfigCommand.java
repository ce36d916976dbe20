package dev.edgeinfer.cli;

import picocli.CommandLine.Command;

@Command(name = "check-config")
final class CheckConfigCommand implements Runnable {
    @Override
    public void run() {}
}
