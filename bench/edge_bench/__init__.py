"""edge-infer beside what a user could pick instead: the same networks, clip and threads, in turns, in one run."""
