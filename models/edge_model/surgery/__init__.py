"""Rewrites of the graph before it is lowered: each a small pass, proven equal, kept where it is measured faster.

Their names need no torch; `choose` has the passes.
"""

# In the order in which they are applied.
NAMES = ("focus", "pools", "splits", "upsample")
