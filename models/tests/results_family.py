"""Rows that need no torch, for `test_results.py`: what a child process may do, well and badly."""

from __future__ import annotations

import os
import signal

from edge_model.errors import EdgeModelError
from edge_model.results.bench import Bench
from edge_model.results.outcome import Measured, Variant


def measure(row: str, bench: Bench) -> Measured:
    match row:
        case "good":
            print("what a row prints")
            return Measured((Variant("a", ap=0.5, ms=bench.rounds), Variant("b", ap=0.4)), ("A note.",))
        case "refused":
            raise EdgeModelError("this cannot be measured")
        case "silent":
            os._exit(0)
        case "half":
            (bench.directory / "measured.json").write_text('{"variants": [')
            os._exit(0)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
    raise RuntimeError(f"no row {row}")
