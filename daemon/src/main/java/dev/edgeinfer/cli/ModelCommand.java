package dev.edgeinfer.cli;

import picocli.CommandLine.Command;

@Command(name = "model")
final class ModelCommand implements Runnable {
    @Override
    public void run() {}
}
