package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of two: this machine, and a namespace in which a server can be started and whose packets can be made to get
 * lost. Needs root, and a kernel with network namespaces, veth and nftables; a test is skipped where it lacks one of
 * them, and says which command failed.
 */
final class FaultyNetwork implements AutoCloseable {

    /** Of the range that is kept for tests of networks. */
    static final String SERVER = "198.18.77.2";

    private static final String HERE = "198.18.77.1/30";

    private final String namespace = "edge-infer-" + ProcessHandle.current().pid();
    private final String near = "ein" + ProcessHandle.current().pid() % 1_000_000_000;

    static FaultyNetwork create() {
        FaultyNetwork network = new FaultyNetwork();
        try {
            network.setUp();
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
        return network;
    }

    /** What comes before a command that is to run on the other side. */
    List<String> inside() {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** From now on one in so many of the server's UDP packets is lost. */
    void loseUdp(int oneIn) {
        drop("meta l4proto udp numgen random mod " + oneIn + " == 0");
    }

    /** From now on nothing that the server sends arrives, and neither side is told: connections are half open. */
    void loseEverything() {
        drop("counter");
    }

    @Override
    public void close() {
        run("ip", "netns", "del", namespace);
        run("ip", "link", "del", near);
    }

    private void setUp() {
        String far = near + "s";
        need("ip", "netns", "add", namespace);
        need("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace);
        need("ip", "addr", "add", HERE, "dev", near);
        need("ip", "link", "set", near, "up");
        needInside("ip", "addr", "add", SERVER + "/30", "dev", far);
        needInside("ip", "link", "set", far, "up");
        needInside("nft", "add table inet faults; add chain inet faults out { type filter hook output priority 0; }");
        // Tried before a test relies on it.
        drop("meta l4proto udp numgen random mod 10 == 0");
        needInside("nft", "flush chain inet faults out");
    }

    private void drop(String which) {
        needInside("nft", "add rule inet faults out " + which + " drop");
    }

    private void needInside(String... command) {
        List<String> whole = new ArrayList<>(inside());
        whole.addAll(List.of(command));
        need(whole.toArray(String[]::new));
    }

    private static void need(String... command) {
        String failure = run(command);
        assumeTrue(failure.isEmpty(), () -> "no faulty network: \"" + String.join(" ", command) + "\" said " + failure);
    }

    /** What it said when it failed, else nothing. */
    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            return process.onExit().join().exitValue() == 0 ? "" : "\"" + said.strip() + "\"";
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
