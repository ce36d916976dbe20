"""The commands of `edge-model`, one module each.

A module has `register(commands)`, which adds its parser (with examples in the epilog) and sets `command` to a function
that takes the parsed options and returns the exit code. None imports torch before its command runs.
"""

from __future__ import annotations

from types import ModuleType

from . import budget, bundle, check, compare, evaluate, export, fixtures, plot, profile, recipe, results

# The order of `--help`.
ALL: tuple[ModuleType, ...] = (
    export,
    bundle,
    evaluate,
    compare,
    profile,
    budget,
    plot,
    recipe,
    results,
    check,
    fixtures,
)
