"""The commands of `edge-model`, one module each.

A module has `register(commands)`, which adds its parser (with examples in the epilog) and sets `command` to a function
that takes the parsed options and returns the exit code. None imports torch before its command runs.
"""

from __future__ import annotations

from types import ModuleType

from . import bundle, check, evaluate, export, fixtures

# The order of `--help`.
ALL: tuple[ModuleType, ...] = (export, bundle, evaluate, check, fixtures)
