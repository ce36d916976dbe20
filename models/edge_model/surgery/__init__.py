"""Rewrites of the graph before it is lowered: each a small pass, proven equal, kept where it is measured faster."""
